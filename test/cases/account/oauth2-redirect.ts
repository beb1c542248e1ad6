import type { OperationCase } from "../../harness/cases/case.ts";
import { by } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["sign-in with a provider"],
  path: { provider: "github" },
  query: ({ flow: { code, state } }) => ({ state, code }),
  headers: ({ flow }) => ({ cookie: flow.cookie }),
  refusals: {
    user_oauth2_bad_request: by("guest", "GET", "/account/sessions/oauth2/github/redirect?state=x"),
  },
  // Signs in a user whose email the provider vouches for, and who does not have the identity yet.
  // After the answer, the user is notified of the identity.
  budget: { statements: [2, 6, 12], afterwards: [1], rowsRead: 97, rowsWritten: 40, kv: ["put", "put"] },
  sends: true,
  event: "session.create",
  named: "users.*.sessions.*.create",
  alongside: ["identity.create", "user.update"],
  scopes: ["public"],
  impersonator: null,
  incomplete: 400,
  secrets: { request: ["code", "cookie", "state"], answer: ["location", "set-cookie", "x-fallback-cookies"] },
};
