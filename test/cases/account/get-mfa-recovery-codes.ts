import type { OperationCase } from "../../harness/cases/case.ts";
import { by, gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "met challenge", "recovery codes"],
  refusals: {
    ...gone("GET", "/mfa/recovery-codes"),
    user_recovery_codes_not_found: by("goner", "GET", "/account/mfa/recovery-codes"),
  },
  budget: { statements: [1, 2], rowsRead: 12, rowsWritten: 0 },
  event: null,
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
  needsChallenge: true,
  secrets: { answer: ["recoveryCodes"] },
};
