import { compile } from "../../domain/lists/index.ts";
import { listUsers, usersResource } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText, text } from "../../http/rules/index.ts";
import { queryLimits } from "../../lib/queries/index.ts";
import { userList } from "../../models/user.ts";
import { shownTo } from "./lib/shown-to.ts";

/** Code points of a search (docs/spec/queries.md#search). */
const searchMax = 256;

export const list = endpoint({
  id: "usersList",
  summary:
    "Lists users: filtered, ordered and paged by queries, searched by words of id, name, email, phone and labels.",
  method: "GET",
  path: "/users",
  scopes: ["users.read"],
  input: {
    queries: optional(array(queryText, queryLimits.queries), []),
    search: optional(text(searchMax)),
    total: optional(looseBoolean, true),
  },
  status: 200,
  output: userList,
  errors: ["general_query_invalid", "general_cursor_not_found", "database_query_order_null"],
  async run({ queries, search, total }, context) {
    const plan = compile(usersResource, { queries, total, ...(search !== null && { search }) });
    const page = await listUsers(context, plan);
    return { ...page, rows: page.rows.map((row) => shownTo(context.caller, row)) };
  },
});
