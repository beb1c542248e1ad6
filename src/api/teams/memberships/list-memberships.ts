import { listMembers } from "../../../domain/memberships/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText, text, uid } from "../../../http/rules/index.ts";
import { queryLimits } from "../../../lib/queries/index.ts";
import { membershipList } from "../../../models/membership.ts";

/** Code points of a search. */
const searchMax = 256;

export const list = endpoint({
  id: "teamsListMemberships",
  summary:
    "Lists a team's memberships, oldest first: filtered, ordered and paged by queries, searched by ids. The policy " +
    "membership-privacy limits what members see.",
  method: "GET",
  path: "/teams/{teamId}/memberships",
  scopes: ["teams.read"],
  input: {
    teamId: uid,
    queries: optional(array(queryText, queryLimits.queries), []),
    search: optional(text(searchMax)),
    total: optional(looseBoolean, true),
  },
  status: 200,
  output: membershipList,
  errors: ["team_not_found", "general_query_invalid", "general_cursor_not_found", "database_query_order_null"],
  run: ({ teamId, queries, search, total }, context) =>
    listMembers(context, teamId, { queries, total, ...(search !== null && { search }) }),
});
