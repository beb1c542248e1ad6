import type { OperationCase } from "../../harness/cases/case.ts";
import { listRefusals } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: [],
  refusals: listRefusals("/users", { unsearchable: "name", nullable: ["email", "bare"] }),
  budget: { statements: [2], rowsRead: 76, rowsWritten: 0 },
  event: null,
  scopes: ["users.read"],
  impersonator: null,
};
