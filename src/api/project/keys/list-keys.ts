import { keysResource, listKeys } from "../../../domain/keys/index.ts";
import { compile } from "../../../domain/lists/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText } from "../../../http/rules/index.ts";
import { queryLimits } from "../../../lib/queries/index.ts";
import { keyList } from "../../../models/key.ts";

export const list = endpoint({
  id: "projectListKeys",
  summary: "Lists the API keys without the bootstrap key. Returns the first 5,000 unless a limit is given.",
  method: "GET",
  path: "/project/keys",
  scopes: ["keys.read"],
  input: { queries: optional(array(queryText, queryLimits.queries), []), total: optional(looseBoolean, true) },
  status: 200,
  output: keyList,
  errors: ["general_query_invalid", "general_cursor_not_found", "database_query_order_null"],
  run: (input, context) => listKeys(context, compile(keysResource, input)),
});
