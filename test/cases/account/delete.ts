import type { OperationCase } from "../../harness/cases/case.ts";
import { gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: gone("DELETE", ""),
  budget: { statements: [1, 11], rowsRead: 83, rowsWritten: 18, kv: ["delete"] },
  event: "user.delete",
  named: "users.*.delete",
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
};
