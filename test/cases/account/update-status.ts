import type { OperationCase } from "../../harness/cases/case.ts";
import { gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({}),
  refusals: gone("PATCH", "/status"),
  budget: { statements: [1, 9], rowsRead: 38, rowsWritten: 9, kv: ["delete"] },
  event: "user.update",
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
};
