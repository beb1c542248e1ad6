/**
 * Messages as a list (docs/spec/queries.md#lists). Lists without filters, cursors, and equality of the id use an index.
 * Other queries scan the table, which has the messages of a month: more indexes would more than double its writes.
 */
import type { Attribute, Resource } from "../../lib/queries/index.ts";
import { sql } from "../../lib/sql/index.ts";
import { messages } from "../../storage/schema/index.ts";
import { caseless, dateOf, idOf, sequenceOf } from "../lists/index.ts";
import { userId } from "./read.ts";

const sequence = sequenceOf(messages.seq);
const id = idOf(messages.id, "messages_id");

export const messagesResource: Resource = {
  table: messages,
  sequence,
  id,
  attributes: new Map<string, Attribute>([
    ["$id", id],
    ["$sequence", sequence],
    ["$createdAt", dateOf(messages.createdAt)],
    ["$updatedAt", dateOf(messages.updatedAt)],
    ["providerType", caseless(sql`${messages.type}`, false)],
    // A message has one user, so the list is compared as a single text.
    ["users", { ...caseless(userId, true), exact: userId }],
    ["deliveredAt", { ...dateOf(messages.deliveredAt), nullable: true }],
    ["status", caseless(sql`${messages.status}`, false)],
  ]),
  orderOnly: new Map([["$internalId", sequence]]),
  limit: { default: 25, max: 5_000 },
};
