import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "challenge"],
  refusals: {
    ...absentUser("GET", "/mfa/challenges/nothing"),
    user_invalid_token: byKey("GET", "/users/owner/mfa/challenges/nothing"),
  },
  budget: { statements: [2], rowsRead: 3, rowsWritten: 0 },
  event: null,
  scopes: ["users.read"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["code"] },
};
