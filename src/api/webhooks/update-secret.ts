import { rotateSecret } from "../../domain/webhooks/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { webhook } from "../../models/webhook.ts";
import { ownSecret } from "./lib/parameters.ts";

export const updateSecret = endpoint({
  id: "webhooksUpdateSecret",
  summary: "Rotates the secret of a webhook. Requests carry a second signature by the previous secret for 24 hours.",
  method: "PATCH",
  path: "/webhooks/{webhookId}/secret",
  scopes: ["webhooks.write"],
  input: { webhookId: uid, secret: ownSecret },
  status: 200,
  output: webhook,
  errors: ["webhook_not_found"],
  run: ({ secret, webhookId }, context) => rotateSecret(context, webhookId, secret),
});
