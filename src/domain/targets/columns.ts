/** Reads targets: the columns that their model needs, and their parser. */
import { type SQL, sql } from "../../lib/sql/index.ts";
import type { TargetRow } from "../../models/target.ts";
import { type PartKey, selectParts } from "../../storage/part.ts";
import { boolean, integer, orNull, type Reader, reader, text } from "../../storage/reader.ts";
import { providers, targets, users } from "../../storage/schema/index.ts";

/** The id of a target's user. */
export const ownerId = sql`(SELECT ${users.id} FROM ${users} WHERE ${users.seq} = ${targets.userSeq})`;

/** The id of the provider that serves a target; null: none, or a deleted one. */
export const providerId = sql`(SELECT ${providers.id} FROM ${providers} WHERE ${providers.seq} = ${targets.providerSeq})`;

const fields = {
  id: text(targets.id),
  createdAt: integer(targets.createdAt),
  updatedAt: integer(targets.updatedAt),
  name: text(targets.name),
  providerId: orNull(text(providerId)),
  providerType: text(targets.providerType),
  identifier: text(targets.identifier),
  expired: boolean(targets.expired),
};

/** Reads targets of a known user. */
export const ownTarget: Reader<Omit<TargetRow, "userId">> = reader(fields);

/** Reads targets with the id of their user. */
export const target: Reader<TargetRow> = reader({ ...fields, userId: text(ownerId) });

/** A query for targets that events are about. */
export const selectTargetParts = (keys: readonly PartKey[]): SQL =>
  selectParts(targets, ownTarget.columns, keys, "lower(id)");
