import { testWebhook } from "../../flows/events/test-webhook.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { webhookTest } from "../../models/webhook.ts";

export const test = endpoint({
  id: "webhooksTest",
  summary: "Posts a test event to a webhook's URL and returns the result.",
  method: "POST",
  path: "/webhooks/{webhookId}/test",
  scopes: ["webhooks.write"],
  input: { webhookId: uid },
  status: 200,
  output: webhookTest,
  errors: ["webhook_not_found"],
  run: ({ webhookId }, context) => testWebhook(context, webhookId),
});
