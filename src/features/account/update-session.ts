import { callingUser } from "../../http/caller.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { session } from "../../models/session.ts";
import { extendSession } from "../sessions/store.ts";
import { isUser } from "../users/store.ts";
import { namedSession } from "./current-session.ts";

export const updateSession = endpoint({
  id: "accountUpdateSession",
  summary: "Lets one of the account's sessions end as late as one that begins now would.",
  method: "PATCH",
  path: "/account/sessions/{sessionId}",
  scopes: ["account"],
  limits: [{ max: 10, window: 3_600, by: ["ip"] }],
  input: { sessionId: uid },
  status: 200,
  output: session,
  errors: ["user_session_not_found"],
  async run({ sessionId }, context) {
    const caller = callingUser(context);
    await context.attempts.batch([]);
    const session = { sessionId: namedSession(caller, sessionId), userId: caller.user.id };
    return extendSession(context, isUser(caller.seq), session);
  },
});
