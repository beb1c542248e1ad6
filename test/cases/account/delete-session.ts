import type { OperationCase } from "../../harness/cases/case.ts";
import { by, gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: {
    ...gone("DELETE", "/sessions/current"),
    user_session_not_found: by("owner", "DELETE", "/account/sessions/nothing", {}),
  },
  budget: { statements: [1, 4], rowsRead: 19, rowsWritten: 5, kv: ["delete"] },
  event: "session.delete",
  named: "users.*.sessions.*.delete",
  limits: [{ max: 100, window: 3_600, by: ["ip"] }],
  scopes: ["account"],
  impersonator: null,
  incomplete: 204,
};
