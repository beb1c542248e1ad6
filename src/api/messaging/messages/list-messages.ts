import { compile } from "../../../domain/lists/index.ts";
import { listMessages, messagesResource } from "../../../domain/messages/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText, text } from "../../../http/rules/index.ts";
import { queryLimits } from "../../../lib/queries/index.ts";
import { messageList } from "../../../models/message.ts";

/** Code points of a search (docs/spec/messaging.md#providers). */
const searchMax = 256;

export const list = endpoint({
  id: "messagingListMessages",
  summary:
    "Lists the messages of the last 30 days and their status, without contents and addresses: filtered, " +
    "ordered and paged by queries. Messages cannot be searched.",
  method: "GET",
  path: "/messaging/messages",
  scopes: ["messages.read"],
  input: {
    queries: optional(array(queryText, queryLimits.queries), []),
    search: optional(text(searchMax)),
    total: optional(looseBoolean, true),
  },
  status: 200,
  output: messageList,
  errors: ["general_query_invalid", "general_cursor_not_found", "database_query_order_null"],
  run: ({ queries, search, total }, context) =>
    listMessages(context, compile(messagesResource, { queries, total, ...(search !== null && { search }) })),
});
