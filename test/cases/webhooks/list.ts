import type { OperationCase } from "../../harness/cases/case.ts";
import { listRefusals } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["webhook"],
  refusals: listRefusals("/webhooks", { unsearchable: "name" }),
  budget: { statements: [2], rowsRead: 2, rowsWritten: 0 },
  event: null,
  scopes: ["webhooks.read"],
  impersonator: "general_unauthorized_scope",
};
