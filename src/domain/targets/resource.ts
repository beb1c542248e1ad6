/** The targets of a user as a list (docs/spec/queries.md#attributes). A user has few, so one index is enough. */
import type { Attribute, IntegerAttribute, Resource } from "../../lib/queries/index.ts";
import { sql } from "../../lib/sql/index.ts";
import { targets } from "../../storage/schema/index.ts";
import { caseless, dateOf, idOf, sequenceOf } from "../lists/index.ts";
import { ownerId, providerId } from "./columns.ts";

const sequence = sequenceOf(targets.seq);
const id = idOf(targets.id, "targets_id");

/** The owner of a target. Every list uses the index of this column. */
export const owner: IntegerAttribute = {
  type: "integer",
  expression: targets.userSeq,
  index: "targets_user_seq",
  nullable: false,
  unique: false,
};

export const targetsResource: Resource = {
  table: targets,
  sequence,
  id,
  attributes: new Map<string, Attribute>([
    ["$id", id],
    ["$sequence", sequence],
    ["$createdAt", dateOf(targets.createdAt)],
    ["$updatedAt", dateOf(targets.updatedAt)],
    ["userId", { ...caseless(ownerId, false), exact: ownerId }],
    ["providerId", { ...caseless(providerId, true), exact: providerId }],
    ["identifier", caseless(sql`${targets.identifier}`, false)],
    ["providerType", caseless(sql`${targets.providerType}`, false)],
  ]),
  orderOnly: new Map([["$internalId", sequence]]),
  limit: { default: 25, max: 5_000 },
};
