import { listMemberships as list } from "../../domain/memberships/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText, text, uid } from "../../http/rules/index.ts";
import { queryLimits } from "../../lib/queries/index.ts";
import { membershipList } from "../../models/membership.ts";

/** Code points of a search. */
const searchMax = 256;

export const listMemberships = endpoint({
  id: "usersListMemberships",
  summary: "Lists a user's memberships, oldest first: filtered, ordered and paged by queries, searched by ids.",
  method: "GET",
  path: "/users/{userId}/memberships",
  scopes: ["users.read"],
  input: {
    userId: uid,
    queries: optional(array(queryText, queryLimits.queries), []),
    search: optional(text(searchMax)),
    total: optional(looseBoolean, true),
  },
  status: 200,
  output: membershipList,
  errors: ["user_not_found", "general_query_invalid", "general_cursor_not_found", "database_query_order_null"],
  run: ({ userId, queries, search, total }, context) =>
    list(context, isUser(userId), { queries, total, ...(search !== null && { search }) }),
});
