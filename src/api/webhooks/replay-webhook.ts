import { type ReplayFrom, replayWebhook } from "../../domain/webhooks/index.ts";
import { fail, ok } from "../../errors/result.ts";
import { endpoint } from "../../http/endpoint.ts";
import { type Rule, uid } from "../../http/rules/index.ts";
import { parseDatetime } from "../../lib/queries/index.ts";
import { webhook } from "../../models/webhook.ts";

/** A position in the log: the $id of an event, or a date. */
const from: Rule<ReplayFrom> = {
  schema: { anyOf: [{ type: "string" }, { type: "integer", minimum: 1 }] },
  parse(value) {
    const written = typeof value === "number" ? String(value) : value;
    if (typeof written === "string" && /^[1-9]\d{0,14}$/.test(written)) return ok({ seq: Number(written) });
    const time = typeof written === "string" ? parseDatetime(written) : null;
    return time === null ? fail("Value must be the $id of an event, or a date in ISO 8601 format") : ok({ time });
  },
};

export const replay = endpoint({
  id: "webhooksReplay",
  summary: "Replays all events to a webhook, from the $id of an event or from a date.",
  method: "POST",
  path: "/webhooks/{webhookId}/replay",
  scopes: ["webhooks.write"],
  input: { webhookId: uid, from },
  status: 200,
  output: webhook,
  errors: ["webhook_not_found"],
  run: ({ from, webhookId }, context) => replayWebhook(context, webhookId, from),
});
