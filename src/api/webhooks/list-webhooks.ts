import { compile } from "../../domain/lists/index.ts";
import { listWebhooks, webhooksResource } from "../../domain/webhooks/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText } from "../../http/rules/index.ts";
import { queryLimits } from "../../lib/queries/index.ts";
import { webhookList } from "../../models/webhook.ts";

export const list = endpoint({
  id: "webhooksList",
  summary: "Lists webhooks, without their secrets: filtered, ordered and paged by queries.",
  method: "GET",
  path: "/webhooks",
  scopes: ["webhooks.read"],
  input: { queries: optional(array(queryText, queryLimits.queries), []), total: optional(looseBoolean, true) },
  status: 200,
  output: webhookList,
  errors: ["general_query_invalid", "general_cursor_not_found"],
  run: (input, context) => listWebhooks(context, compile(webhooksResource, input)),
});
