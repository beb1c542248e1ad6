/** /v1/webhooks (docs/spec/events.md#webhooks). */
import { create } from "./create-webhook.ts";
import { remove } from "./delete-webhook.ts";
import { deliveries } from "./get-deliveries.ts";
import { get } from "./get-webhook.ts";
import { list } from "./list-webhooks.ts";
import { replay } from "./replay-webhook.ts";
import { test } from "./test-webhook.ts";
import { updateSecret } from "./update-secret.ts";
import { update } from "./update-webhook.ts";

export const webhookEndpoints = [list, create, get, update, remove, updateSecret, test, replay, deliveries];
