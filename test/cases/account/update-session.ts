import type { OperationCase } from "../../harness/cases/case.ts";
import { by, extendBetween, extendOn } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({}),
  refusals: {
    user_session_not_found: by("owner", "PATCH", "/account/sessions/nothing", {}),
    project_provider_unsupported: extendBetween(
      "UPDATE sessions SET provider = 'gone' WHERE provider = 'github'",
      "UPDATE sessions SET provider = 'github' WHERE provider = 'gone'",
    ),
    project_provider_disabled: extendBetween(
      "UPDATE oauth2_providers SET enabled = 0 WHERE id = 'github'",
      "UPDATE oauth2_providers SET enabled = 1 WHERE id = 'github'",
    ),
    user_oauth2_provider_error: extendOn(() => Promise.resolve(Response.json({ error: "bad_refresh_token" }))),
    user_oauth2_provider_failure: extendOn(() => Promise.reject(new TypeError("The provider does not answer."))),
  },
  budget: { statements: [1, 3], rowsRead: 16, rowsWritten: 6, kv: ["get", "put"] },
  event: "session.update",
  named: "users.*.sessions.*.update",
  limits: [{ max: 10, window: 3_600, by: ["ip"] }],
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["providerAccessToken", "providerRefreshToken"] },
};
