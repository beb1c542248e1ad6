import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, blockedUser, byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({}),
  refusals: {
    ...absentUser("POST", "/jwts", {}),
    ...blockedUser("/jwts"),
    user_session_not_found: byKey("POST", "/users/owner/jwts", { sessionId: "unknown" }),
  },
  budget: { statements: [2], rowsRead: 4, rowsWritten: 0 },
  event: null,
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["jwt"] },
};
