import type { OperationCase } from "../../harness/cases/case.ts";
import { gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({}),
  refusals: gone("PATCH", "/status"),
  budget: { statements: [1, 10], rowsRead: 44, rowsWritten: 12, kv: ["delete"] },
  event: "user.update",
  named: "users.*.update.status",
  alongside: ["session.delete"],
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
};
