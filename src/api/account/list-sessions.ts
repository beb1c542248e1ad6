import { callingUser } from "../../domain/context/index.ts";
import { listSessions as list } from "../../domain/sessions/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { sessionList } from "../../models/session.ts";

export const listSessions = endpoint({
  id: "accountListSessions",
  summary: "Lists the account's sessions, oldest first.",
  method: "GET",
  path: "/account/sessions",
  scopes: ["account"],
  input: {},
  status: 200,
  output: sessionList,
  errors: ["user_not_found"],
  run: (_input, context) => list(context, isUser(callingUser(context).seq), true),
});
