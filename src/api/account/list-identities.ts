import { callingUser } from "../../domain/context/index.ts";
import { listIdentities as list } from "../../domain/identities/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText } from "../../http/rules/index.ts";
import { queryLimits } from "../../lib/queries/index.ts";
import { identityList } from "../../models/identity.ts";

export const listIdentities = endpoint({
  id: "accountListIdentities",
  summary: "Lists the account's identities at OAuth2 providers, oldest first; filtered, ordered and paged by queries.",
  method: "GET",
  path: "/account/identities",
  scopes: ["account"],
  input: { queries: optional(array(queryText, queryLimits.queries), []), total: optional(looseBoolean, true) },
  status: 200,
  output: identityList,
  errors: ["general_query_invalid", "general_cursor_not_found", "database_query_order_null"],
  run: (request, context) => list(context, request, callingUser(context).seq),
});
