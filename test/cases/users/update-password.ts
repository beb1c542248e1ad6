import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, byKey, unfitOrUsed } from "../../harness/cases/refusals.ts";
import { password } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: ["user with a password"],
  body: () => ({ password: `new ${password}` }),
  refusals: {
    ...absentUser("PATCH", "/password", { password: "password" }),
    ...unfitOrUsed((password) => byKey("PATCH", "/users/owner/password", { password })),
  },
  budget: { statements: [3, 8], rowsRead: 42, rowsWritten: 10, kv: ["delete"] },
  event: "user.update",
  named: "users.*.update.password",
  alongside: ["session.delete"],
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
  secrets: { request: ["password"] },
};
