import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ status: false }),
  refusals: absentUser("PATCH", "/status", { status: true }),
  budget: { statements: [10], rowsRead: 39, rowsWritten: 12, kv: ["delete"] },
  event: "user.update",
  named: "users.*.update.status",
  alongside: ["session.delete"],
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
