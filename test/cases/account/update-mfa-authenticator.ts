import type { OperationCase } from "../../harness/cases/case.ts";
import { by } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "app"],
  path: { type: "totp" },
  body: ({ otp }) => ({ otp }),
  refusals: {
    user_authenticator_not_found: by("bare", "PUT", "/account/mfa/authenticators/totp", { otp: "000000" }),
    user_authenticator_already_verified: by("owner", "PUT", "/account/mfa/authenticators/totp", { otp: "000000" }),
    user_invalid_token: by("verified", "PUT", "/account/mfa/authenticators/totp", { otp: "wrong" }),
  },
  budget: { statements: [1, 1, 3], rowsRead: 21, rowsWritten: 5 },
  event: "user.update",
  named: "users.*.update.mfa",
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
  secrets: { request: ["otp"] },
};
