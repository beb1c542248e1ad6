import { listIdentities as list } from "../../domain/identities/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText, text } from "../../http/rules/index.ts";
import { queryLimits } from "../../lib/queries/index.ts";
import { identityList } from "../../models/identity.ts";

/** Code points of a search (docs/spec/users.md#identities). */
const searchMax = 256;

export const listIdentities = endpoint({
  id: "usersListIdentities",
  summary: "Lists the OAuth2 identities of all users, by queries. Search is not supported.",
  method: "GET",
  path: "/users/identities",
  scopes: ["users.read"],
  input: {
    queries: optional(array(queryText, queryLimits.queries), []),
    search: optional(text(searchMax)),
    total: optional(looseBoolean, true),
  },
  status: 200,
  output: identityList,
  errors: ["general_query_invalid", "general_cursor_not_found", "database_query_order_null"],
  run: ({ search, ...request }, context) => list(context, { ...request, ...(search !== null && { search }) }),
});
