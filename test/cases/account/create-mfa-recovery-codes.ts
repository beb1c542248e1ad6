import type { OperationCase } from "../../harness/cases/case.ts";
import { by, gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({}),
  refusals: {
    ...gone("POST", "/mfa/recovery-codes"),
    user_recovery_codes_already_exists: by("owner", "POST", "/account/mfa/recovery-codes", {}),
  },
  budget: { statements: [1, 3], rowsRead: 55, rowsWritten: 16 },
  event: "user.update",
  named: "users.*.create.mfa.recovery-codes",
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["recoveryCodes"] },
};
