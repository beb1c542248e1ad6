import type { OperationCase } from "../../harness/cases/case.ts";
import { by, closed, unsent } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({}),
  sends: true,
  refusals: {
    general_phone_disabled: unsent("owner", "/verifications/phone", {}),
    user_phone_not_found: by("bare", "POST", "/account/verifications/phone", {}),
    user_phone_already_verified: by("verified", "POST", "/account/verifications/phone", {}),
    ...closed("phone", by("owner", "POST", "/account/verifications/phone", {})),
  },
  budget: { statements: [1, 4, 4], afterwards: [1], rowsRead: 144, rowsWritten: 17, kv: ["put"] },
  event: "verification.create",
  named: "users.*.verification.*.create",
  limits: [
    { max: 10, window: 3_600, by: ["caller"] },
    { max: 10, window: 3_600, by: ["ip"] },
  ],
  scopes: ["account"],
  impersonator: null,
  aliases: ["POST /account/verification/phone"],
};
