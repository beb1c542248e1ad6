import { insertWebhook } from "../../domain/webhooks/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { customId } from "../../http/rules/index.ts";
import { generateId, uniqueId } from "../../lib/crypto/ids.ts";
import { webhook } from "../../models/webhook.ts";
import { ownSecret, webhookInput } from "./lib/parameters.ts";

export const create = endpoint({
  id: "webhooksCreate",
  summary: "Creates a webhook for events from now on. Its secret is only returned here.",
  method: "POST",
  path: "/webhooks",
  scopes: ["webhooks.write"],
  input: { webhookId: customId, ...webhookInput, secret: ownSecret },
  status: 201,
  output: webhook,
  errors: ["webhook_already_exists"],
  run({ tls: _tls, webhookId, ...input }, context) {
    const id = webhookId === uniqueId ? generateId(context.now) : webhookId;
    return insertWebhook(context, { id, ...input });
  },
});
