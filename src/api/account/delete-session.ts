import { callingUser, lacksFactor } from "../../domain/context/index.ts";
import { deleteSession as end } from "../../domain/sessions/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { namedSession } from "./lib/current-session.ts";

export const deleteSession = endpoint({
  id: "accountDeleteSession",
  summary: "Ends one of the account's sessions. `current` is the session of the request.",
  method: "DELETE",
  path: "/account/sessions/{sessionId}",
  scopes: ["account"],
  servesIncomplete: true,
  limits: [{ max: 100, window: 3_600, by: ["ip"] }],
  input: { sessionId: uid },
  status: 204,
  output: null,
  errors: ["user_not_found", "user_session_not_found"],
  async run({ sessionId }, context) {
    const caller = callingUser(context);
    const id = namedSession(caller, sessionId);
    // A session that lacks a factor may sign itself out, but may not end other sessions.
    if (id !== caller.session?.id && lacksFactor(caller)) throw new AppError("user_more_factors_required");
    await end(context, isUser(caller.seq), id);
    if (id === caller.session?.id) context.cookies.end();
  },
});
