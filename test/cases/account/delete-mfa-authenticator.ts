import type { OperationCase } from "../../harness/cases/case.ts";
import { by, gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "met challenge", "app"],
  path: { type: "totp" },
  refusals: {
    ...gone("DELETE", "/mfa/authenticators/totp"),
    user_authenticator_not_found: by("goner", "DELETE", "/account/mfa/authenticators/totp", {}),
  },
  budget: { statements: [1, 4], rowsRead: 17, rowsWritten: 4 },
  event: "user.update",
  named: "users.*.delete.mfa",
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
  needsChallenge: true,
};
