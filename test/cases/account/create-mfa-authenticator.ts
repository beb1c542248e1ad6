import type { OperationCase } from "../../harness/cases/case.ts";
import { by, gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  path: { type: "totp" },
  body: () => ({}),
  refusals: {
    ...gone("POST", "/mfa/authenticators/totp"),
    user_authenticator_already_verified: by("owner", "POST", "/account/mfa/authenticators/totp", {}),
  },
  budget: { statements: [1, 5], rowsRead: 32, rowsWritten: 7 },
  event: "user.update",
  named: "users.*.update.mfa",
  // Ours: an account must not fill the database.
  limits: [{ shared: "changes", max: 60, window: 60, by: ["caller"] }],
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["secret", "uri"] },
};
