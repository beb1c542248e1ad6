import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: {
    ...absentUser("DELETE", "/sessions/nothing", {}),
    user_session_not_found: byKey("DELETE", "/users/owner/sessions/nothing", {}),
  },
  budget: { statements: [3], rowsRead: 12, rowsWritten: 4, kv: ["delete"] },
  event: "session.delete",
  named: "users.*.sessions.*.delete",
  scopes: ["users.write", "sessions.write"],
  impersonator: "general_unauthorized_scope",
};
