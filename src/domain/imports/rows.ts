/** The rows of a part in SQL (bind.ts): `r` is a row, `item` an element of one of its arrays. */
import { type SQL, sql } from "../../lib/sql/index.ts";
import { identities, targets, teams } from "../../storage/schema/index.ts";
import type { Part } from "./bind.ts";

/** A value of a row by its key; NULL where it has none. */
export const ofRow = (key: string): SQL => sql.raw(`(r.value->>'${key}')`);
/** A value of an element of one of a row's arrays. */
export const ofItem = (key: string): SQL => sql.raw(`(item.value->>'${key}')`);

export const rowsOf = ({ json }: Part): SQL => sql`json_each(${json}) AS r`;
export const itemsOf = (array: string): SQL => sql.raw(`json_each(r.value, '$.${array}') AS item`);

/** Whether a target of the type has the identifier. */
const isTargeted = (type: "email" | "sms", identifier: SQL): SQL =>
  sql`EXISTS (SELECT 1 FROM ${targets} WHERE ${targets.providerType} = ${type} AND ${targets.identifier} = ${identifier})`;

/** Joins an item of a row to the target that has its identifier, or its id. */
export const sameIdentifier = sql`${targets.providerType} = ${ofItem("y")} AND ${targets.identifier} = ${ofItem("x")}`;
export const sameTargetId = sql`lower(${targets.id}) = lower(${ofItem("i")})`;
export const sameIdentity = sql`${identities.provider} = ${ofItem("p")} AND ${identities.providerUid} = ${ofItem("x")}`;
export const isTeamOfItem = sql`lower(${teams.id}) = lower(${ofItem("t")}) AND ${teams.id} = ${ofItem("t")}`;

/** Whether nothing else has what a row asks for, users aside: their own indexes decide. */
export const isFree = sql`NOT ${isTargeted("email", ofRow("e"))} AND NOT ${isTargeted("sms", ofRow("p"))}
  AND NOT EXISTS (SELECT 1 FROM ${itemsOf("ts")} CROSS JOIN ${targets} WHERE ${sameIdentifier})
  AND NOT EXISTS (SELECT 1 FROM ${itemsOf("ts")} CROSS JOIN ${targets} WHERE ${sameTargetId})
  AND NOT EXISTS (SELECT 1 FROM ${itemsOf("ds")} CROSS JOIN ${identities} WHERE ${sameIdentity})
  AND NOT EXISTS (SELECT 1 FROM ${itemsOf("bs")} WHERE NOT EXISTS (SELECT 1 FROM ${teams} WHERE ${isTeamOfItem}))`;
