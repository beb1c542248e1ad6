import type { OperationCase } from "../../harness/cases/case.ts";
import { listRefusals } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: [],
  refusals: listRefusals("/messaging/providers", { unsearchable: "name" }),
  // Every provider, and a hundred to count them: here a hundred.
  budget: { statements: [2], rowsRead: 125, rowsWritten: 0 },
  event: null,
  scopes: ["providers.read"],
  impersonator: "general_unauthorized_scope",
};
