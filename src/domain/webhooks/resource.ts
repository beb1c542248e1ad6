/** Webhooks as a list (docs/spec/queries.md#lists). They are few, so that a scan costs little. */
import type { Attribute, Resource } from "../../lib/queries/index.ts";
import { sql } from "../../lib/sql/index.ts";
import { webhooks } from "../../storage/schema/index.ts";
import { caseless, dateOf, idOf, sequenceOf } from "../lists/index.ts";

const sequence = sequenceOf(webhooks.seq);
const id = idOf(webhooks.id, "webhooks_id");

export const webhooksResource: Resource = {
  table: webhooks,
  sequence,
  id,
  attributes: new Map<string, Attribute>([
    ["$id", id],
    ["$sequence", sequence],
    ["$createdAt", dateOf(webhooks.createdAt)],
    ["$updatedAt", dateOf(webhooks.updatedAt)],
    ["name", caseless(sql`${webhooks.name}`, false)],
    ["url", caseless(sql`${webhooks.url}`, false)],
    ["enabled", { type: "boolean", expression: sql`${webhooks.enabled}`, index: null, nullable: false, unique: false }],
  ]),
  orderOnly: new Map(),
  limit: { default: 25, max: 5_000 },
};
