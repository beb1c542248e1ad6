import type { OperationCase } from "../../harness/cases/case.ts";
import { by, gone, unsent } from "../../harness/cases/refusals.ts";

const challenge = (as: "owner" | "bare", factor: string) => by(as, "POST", "/account/mfa/challenges", { factor });

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ factor: "totp" }),
  refusals: {
    ...gone("POST", "/mfa/challenges", { factor: "totp" }),
    user_auth_method_unsupported: challenge("bare", "custom"),
    general_smtp_disabled: unsent("owner", "/mfa/challenges", { factor: "email" }),
    general_phone_disabled: unsent("owner", "/mfa/challenges", { factor: "phone" }),
    user_email_not_found: challenge("bare", "email"),
    user_phone_not_found: challenge("bare", "phone"),
    user_email_not_verified: challenge("owner", "email"),
    user_phone_not_verified: challenge("owner", "phone"),
  },
  budget: { statements: [1, 2, 3], rowsRead: 32, rowsWritten: 9 },
  event: "challenge.create",
  named: "users.*.challenges.*.create",
  limits: [{ max: 10, window: 3_600, by: ["caller"] }],
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
  incomplete: 400,
  aliases: ["POST /account/mfa/challenge"],
};
