import { listOwnLogs } from "../../domain/audit/index.ts";
import { callingUser } from "../../domain/context/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText } from "../../http/rules/index.ts";
import { queryLimits } from "../../lib/queries/index.ts";
import { logList } from "../../models/log.ts";

export const listLogs = endpoint({
  id: "accountListLogs",
  summary: "Lists the account's own log, newest first; filtered by event and time.",
  method: "GET",
  path: "/account/logs",
  scopes: ["account"],
  input: { queries: optional(array(queryText, queryLimits.queries), []), total: optional(looseBoolean, true) },
  status: 200,
  output: logList,
  errors: ["general_cursor_not_found"],
  run: (request, context) => listOwnLogs(context, callingUser(context), request),
});
