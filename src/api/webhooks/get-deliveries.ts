import { getDeliveries } from "../../domain/webhooks/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { webhookDeliveries } from "../../models/webhook.ts";

export const deliveries = endpoint({
  id: "webhooksGetDeliveries",
  summary: "Returns the delivery status of a webhook: its lag, its pending events and the last failure.",
  method: "GET",
  path: "/webhooks/{webhookId}/deliveries",
  scopes: ["webhooks.read"],
  input: { webhookId: uid },
  status: 200,
  output: webhookDeliveries,
  errors: ["webhook_not_found"],
  run: ({ webhookId }, context) => getDeliveries(context, webhookId),
});
