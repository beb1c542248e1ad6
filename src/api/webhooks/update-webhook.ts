import { updateWebhook } from "../../domain/webhooks/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { webhook } from "../../models/webhook.ts";
import { webhookInput } from "./lib/parameters.ts";

export const update = endpoint({
  id: "webhooksUpdate",
  summary: "Updates a webhook. A re-enabled webhook continues at its cursor.",
  method: "PUT",
  path: "/webhooks/{webhookId}",
  scopes: ["webhooks.write"],
  input: { webhookId: uid, ...webhookInput },
  status: 200,
  output: webhook,
  errors: ["webhook_not_found"],
  run: ({ tls: _tls, webhookId, ...input }, context) => updateWebhook(context, webhookId, input),
});
