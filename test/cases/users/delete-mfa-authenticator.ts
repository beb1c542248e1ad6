import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "app"],
  path: { type: "totp" },
  refusals: {
    ...absentUser("DELETE", "/mfa/authenticators/totp", {}),
    user_authenticator_not_found: byKey("DELETE", "/users/bare/mfa/authenticators/totp", {}),
  },
  budget: { statements: [4], rowsRead: 13, rowsWritten: 4 },
  event: "user.update",
  named: "users.*.delete.mfa",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
