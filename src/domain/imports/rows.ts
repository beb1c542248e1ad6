/** The rows of a part in SQL (bind.ts): `r` is a row, `item` an element of one of its arrays. */
import { inArray, not, type SQL, sql } from "../../lib/sql/index.ts";
import { identities, targets, teams, users } from "../../storage/schema/index.ts";
import type { Part } from "./bind.ts";

/** A value of a row by its key; NULL if the row lacks it. */
export const ofRow = (key: string): SQL => sql.raw(`(r.value->>'${key}')`);
/** A value of an element of one of a row's arrays. */
export const ofItem = (key: string): SQL => sql.raw(`(item.value->>'${key}')`);

export const rowsOf = ({ json }: Part): SQL => sql`json_each(${json}) AS r`;
export const itemsOf = (array: string): SQL => sql.raw(`json_each(r.value, '$.${array}') AS item`);

/** Joins an item of a row to the target that has its identifier, or its id. */
export const sameIdentifier = sql`${targets.providerType} = ${ofItem("y")} AND ${targets.identifier} = ${ofItem("x")}`;
export const sameTargetId = sql`lower(${targets.id}) = lower(${ofItem("i")})`;
export const sameIdentity = sql`${identities.provider} = ${ofItem("p")} AND ${identities.providerUid} = ${ofItem("x")}`;
export const isTeamOfItem = sql`lower(${teams.id}) = lower(${ofItem("t")}) AND ${teams.id} = ${ofItem("t")}`;

/** Users who have the id of a row. */
export const hasId = sql`lower(${users.id}) = lower(${ofRow("i")})`;

/** Whether no target of the type has an address of a row. */
const isNoTarget = (type: "email" | "sms", address: SQL, besides: SQL): SQL =>
  sql`NOT EXISTS (SELECT 1 FROM ${targets}
    WHERE ${targets.providerType} = ${type} AND ${targets.identifier} = ${address} ${besides})`;

/**
 * Whether the unique values of a row are free, apart from the emails and phones of users.
 * @param seqs users whose targets are ignored, if they have an address of the row
 */
export function isFree(seqs: readonly number[] = []): SQL {
  const besides = seqs.length === 0 ? sql`` : sql`AND ${not(inArray(targets.userSeq, seqs))}`;
  return sql`NOT EXISTS (SELECT 1 FROM ${users} WHERE ${hasId})
    AND ${isNoTarget("email", ofRow("e"), besides)} AND ${isNoTarget("sms", ofRow("p"), besides)}
    AND NOT EXISTS (SELECT 1 FROM ${itemsOf("ts")} CROSS JOIN ${targets} WHERE ${sameIdentifier})
    AND NOT EXISTS (SELECT 1 FROM ${itemsOf("ts")} CROSS JOIN ${targets} WHERE ${sameTargetId})
    AND NOT EXISTS (SELECT 1 FROM ${itemsOf("ds")} CROSS JOIN ${identities} WHERE ${sameIdentity})
    AND NOT EXISTS (SELECT 1 FROM ${itemsOf("bs")} WHERE NOT EXISTS (SELECT 1 FROM ${teams} WHERE ${isTeamOfItem}))`;
}
