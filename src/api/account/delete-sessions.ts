import { callingUser } from "../../domain/context/index.ts";
import { deleteSessions as end } from "../../domain/sessions/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";

export const deleteSessions = endpoint({
  id: "accountDeleteSessions",
  summary: "Ends all of the account's sessions, the current one included.",
  method: "DELETE",
  path: "/account/sessions",
  scopes: ["account"],
  limits: [{ max: 100, window: 3_600, by: ["ip"] }],
  input: {},
  status: 204,
  output: null,
  errors: ["user_not_found"],
  async run(_input, context) {
    await end(context, isUser(callingUser(context).seq));
    context.cookies.end();
  },
});
