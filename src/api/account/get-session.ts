import { callingUser } from "../../domain/context/index.ts";
import { getSession as read, showSession } from "../../domain/sessions/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { session } from "../../models/session.ts";
import { namedSession } from "./lib/current-session.ts";

export const getSession = endpoint({
  id: "accountGetSession",
  summary: "Gets one of the account's sessions. `current` is the session of the request.",
  method: "GET",
  path: "/account/sessions/{sessionId}",
  scopes: ["account"],
  input: { sessionId: uid },
  status: 200,
  output: session,
  errors: ["user_session_not_found"],
  async run({ sessionId }, context) {
    const caller = callingUser(context);
    const id = namedSession(caller, sessionId);
    const stored = id === caller.session?.id ? caller.session : await read(context, isUser(caller.seq), id);
    return showSession(context, caller.user.id, stored);
  },
});
