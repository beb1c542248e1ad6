import type { OperationCase } from "../../harness/cases/case.ts";
import { by, unsent } from "../../harness/cases/refusals.ts";
import { appUrl } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ url: appUrl }),
  sends: true,
  refusals: {
    general_smtp_disabled: unsent("owner", "/verifications/email", { url: appUrl }),
    user_email_not_found: by("bare", "POST", "/account/verifications/email", { url: appUrl }),
    user_email_already_verified: by("verified", "POST", "/account/verifications/email", { url: appUrl }),
  },
  budget: { statements: [1, 2, 3], afterwards: [1], rowsRead: 41, rowsWritten: 16, kv: ["put"] },
  event: "verification.create",
  named: "users.*.verification.*.create",
  limits: [{ max: 10, window: 3_600, by: ["caller"] }],
  scopes: ["account"],
  impersonator: null,
  aliases: ["POST /account/verification"],
};
