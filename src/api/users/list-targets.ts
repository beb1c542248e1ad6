import { listTargets as list } from "../../domain/targets/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText, uid } from "../../http/rules/index.ts";
import { queryLimits } from "../../lib/queries/index.ts";
import { targetList } from "../../models/target.ts";

export const listTargets = endpoint({
  id: "usersListTargets",
  summary: "Lists a user's targets, oldest first; filtered, ordered and paged by queries.",
  method: "GET",
  path: "/users/{userId}/targets",
  scopes: ["users.read", "targets.read"],
  input: {
    userId: uid,
    queries: optional(array(queryText, queryLimits.queries), []),
    total: optional(looseBoolean, true),
  },
  status: 200,
  output: targetList,
  errors: ["user_not_found", "general_query_invalid", "general_cursor_not_found", "database_query_order_null"],
  run: ({ userId, ...request }, context) => list(context, isUser(userId), request),
});
