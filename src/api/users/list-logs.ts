import { listLogs as list } from "../../domain/audit/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText, uid } from "../../http/rules/index.ts";
import { queryLimits } from "../../lib/queries/index.ts";
import { logList } from "../../models/log.ts";

export const listLogs = endpoint({
  id: "usersListLogs",
  summary: "Lists a user's log, acts of others on the user included, newest first; filtered by event and time.",
  method: "GET",
  path: "/users/{userId}/logs",
  scopes: ["users.read"],
  input: {
    userId: uid,
    queries: optional(array(queryText, queryLimits.queries), []),
    total: optional(looseBoolean, true),
  },
  status: 200,
  output: logList,
  errors: ["user_not_found", "general_cursor_not_found"],
  run: ({ userId, ...request }, context) => list(context, isUser(userId), request),
});
