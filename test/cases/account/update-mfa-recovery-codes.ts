import type { OperationCase } from "../../harness/cases/case.ts";
import { by, gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "met challenge", "recovery codes"],
  body: () => ({}),
  refusals: {
    ...gone("PATCH", "/mfa/recovery-codes"),
    user_recovery_codes_not_found: by("goner", "PATCH", "/account/mfa/recovery-codes", {}),
  },
  budget: { statements: [1, 5], rowsRead: 70, rowsWritten: 23 },
  event: "user.update",
  named: "users.*.update.mfa.recovery-codes",
  // Ours: an account must not fill the database.
  limits: [{ shared: "changes", max: 60, window: 60, by: ["caller"] }],
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
  needsChallenge: true,
  secrets: { answer: ["recoveryCodes"] },
};
