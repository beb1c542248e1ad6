import { getWebhook } from "../../domain/webhooks/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { webhook } from "../../models/webhook.ts";

export const get = endpoint({
  id: "webhooksGet",
  summary: "Gets a webhook, without its secret.",
  method: "GET",
  path: "/webhooks/{webhookId}",
  scopes: ["webhooks.read"],
  input: { webhookId: uid },
  status: 200,
  output: webhook,
  errors: ["webhook_not_found"],
  run: ({ webhookId }, context) => getWebhook(context, webhookId),
});
