import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "recovery codes"],
  refusals: {
    ...absentUser("GET", "/mfa/recovery-codes"),
    user_recovery_codes_not_found: byKey("GET", "/users/bare/mfa/recovery-codes"),
  },
  budget: { statements: [2], rowsRead: 8, rowsWritten: 0 },
  event: null,
  scopes: ["users.read"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["recoveryCodes"] },
};
