import type { OperationCase } from "../../harness/cases/case.ts";
import { gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: gone("DELETE", ""),
  budget: { statements: [1, 10], rowsRead: 80, rowsWritten: 16, kv: ["delete"] },
  event: "user.delete",
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
};
