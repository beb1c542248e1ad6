import { deleteWebhook } from "../../domain/webhooks/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";

export const remove = endpoint({
  id: "webhooksDelete",
  summary: "Deletes a webhook. Pending events are not delivered.",
  method: "DELETE",
  path: "/webhooks/{webhookId}",
  scopes: ["webhooks.write"],
  input: { webhookId: uid },
  status: 204,
  output: null,
  errors: ["webhook_not_found"],
  run: ({ webhookId }, context) => deleteWebhook(context, webhookId),
});
