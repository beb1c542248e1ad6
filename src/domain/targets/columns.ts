/** Reads targets: the columns that their model needs, and the rows they come back as. */
import { sql } from "drizzle-orm";
import type { TargetRow } from "../../models/target.ts";
import { render } from "../../storage/db.ts";
import { boolean, integer, orNull, type Row, text } from "../../storage/row.ts";
import { providers, targets, users } from "../../storage/schema/index.ts";

/** The id of a target's user. */
export const ownerId = sql`(SELECT ${users.id} FROM ${users} WHERE ${users.seq} = ${targets.userSeq})`;

/** The id of the provider that serves a target; null: none, or one that is gone. */
export const providerId = sql`(SELECT ${providers.id} FROM ${providers} WHERE ${providers.seq} = ${targets.providerSeq})`;

/** What a SELECT lists of a target. */
export const targetColumns = render(
  sql`${targets.id} AS "id", ${targets.createdAt} AS "createdAt", ${targets.updatedAt} AS "updatedAt",
    ${targets.name} AS "name", ${ownerId} AS "userId", ${providerId} AS "providerId",
    ${targets.providerType} AS "providerType", ${targets.identifier} AS "identifier", ${targets.expired} AS "expired"`,
);

/** A row of `targetColumns`, read. @param userId where the row does not have it */
export const toTargetRow = (row: Row, userId = text(row, "userId")): TargetRow => ({
  id: text(row, "id"),
  createdAt: integer(row, "createdAt"),
  updatedAt: integer(row, "updatedAt"),
  name: orNull(text, row, "name"),
  userId,
  providerId: orNull(text, row, "providerId"),
  providerType: text(row, "providerType"),
  identifier: text(row, "identifier"),
  expired: boolean(row, "expired"),
});
