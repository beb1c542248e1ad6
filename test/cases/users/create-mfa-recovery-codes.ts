import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({}),
  refusals: {
    ...absentUser("PATCH", "/mfa/recovery-codes", {}),
    user_recovery_codes_already_exists: byKey("PATCH", "/users/owner/mfa/recovery-codes", {}),
  },
  budget: { statements: [3], rowsRead: 52, rowsWritten: 16 },
  event: "user.update",
  named: "users.*.create.mfa.recovery-codes",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["recoveryCodes"] },
};
