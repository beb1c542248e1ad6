import { listTeams } from "../../domain/teams/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText, text } from "../../http/rules/index.ts";
import { queryLimits } from "../../lib/queries/index.ts";
import { teamList } from "../../models/team.ts";

/** Code points of a search. */
const searchMax = 256;

export const list = endpoint({
  id: "teamsList",
  summary:
    "Lists teams: a user's own, or all for a key. Filtered, ordered and paged by queries, searched by words of id and name.",
  method: "GET",
  path: "/teams",
  scopes: ["teams.read"],
  input: {
    queries: optional(array(queryText, queryLimits.queries), []),
    search: optional(text(searchMax)),
    total: optional(looseBoolean, true),
  },
  status: 200,
  output: teamList,
  errors: ["general_query_invalid", "general_cursor_not_found"],
  run: ({ queries, search, total }, context) =>
    listTeams(context, { queries, total, ...(search !== null && { search }) }),
});
