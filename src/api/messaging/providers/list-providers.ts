import { compile } from "../../../domain/lists/index.ts";
import { listProviders, providersResource } from "../../../domain/providers/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText, text } from "../../../http/rules/index.ts";
import { queryLimits } from "../../../lib/queries/index.ts";
import { providerList } from "../../../models/provider.ts";

/** Code points of a search (docs/spec/messaging.md#providers). */
const searchMax = 256;

export const list = endpoint({
  id: "messagingListProviders",
  summary:
    "Lists messaging providers: filtered, ordered and paged by queries, searched by words of id, name, provider and type.",
  method: "GET",
  path: "/messaging/providers",
  scopes: ["providers.read"],
  input: {
    queries: optional(array(queryText, queryLimits.queries), []),
    search: optional(text(searchMax)),
    total: optional(looseBoolean, true),
  },
  status: 200,
  output: providerList,
  errors: ["general_query_invalid", "general_cursor_not_found"],
  run: ({ queries, search, total }, context) =>
    listProviders(context, compile(providersResource, { queries, total, ...(search !== null && { search }) })),
});
