import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "recovery codes"],
  body: () => ({}),
  refusals: {
    ...absentUser("PUT", "/mfa/recovery-codes", {}),
    user_recovery_codes_not_found: byKey("PUT", "/users/bare/mfa/recovery-codes", {}),
  },
  budget: { statements: [4], rowsRead: 65, rowsWritten: 22 },
  event: "user.update",
  named: "users.*.update.mfa.recovery-codes",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["recoveryCodes"] },
};
