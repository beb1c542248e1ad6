/** What became of the rows that a batch did not create, and why. */
import { type SQL, sql, type Statement } from "../../lib/sql/index.ts";
import type { RowOutcome } from "../../models/import.ts";
import { boolean, integer, orNull, reader, record, type RowOf, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { identities, targets, teams, users } from "../../storage/schema/index.ts";
import { type AddressKind, addressColumns, holdingField } from "../users/index.ts";
import type { Part } from "./bind.ts";
import type { Candidate } from "./row.ts";
import { isTeamOfItem, itemsOf, ofItem, ofRow, rowsOf, sameIdentifier, sameIdentity, sameTargetId } from "./rows.ts";
import { type Mark, nonceLength } from "./statements.ts";

/** Who has the id of a row, and whether they are the user that the row is about. */
const sameId = reader({ id: text(users.id), isSame: boolean() });

const holderOf = (kind: AddressKind) => reader({ id: text(users.id), holding: holdingField(kind) });
const holders = { email: holderOf("email"), phone: holderOf("phone") };

/** Who has what an item of a row asks for. */
const owner = reader({ id: text(users.id) });

const missing = reader({ id: text() });

const outcome = reader({
  row: integer(ofRow("n")),
  sameId: orNull(record(sameId)),
  email: orNull(record(holders.email)),
  phone: orNull(record(holders.phone)),
  ownTarget: orNull(record(owner)),
  target: orNull(record(owner)),
  identity: orNull(record(owner)),
  team: orNull(record(missing)),
});

/** Picks from users the one whose id a row has. */
const hasId = sql`lower(${users.id}) = lower(${ofRow("i")})`;

/** Whether the user of the row's id is what an import made of the row, or has its id and addresses. */
const isSame = (importId: string | null): SQL => {
  const mark = sql`${importId} || '/' || ${ofRow("n")} || '/'`;
  return sql`(${users.id} = ${ofRow("i")} AND (coalesce(substr(${users.writeId}, 1, length(${mark})) = ${mark}, 0)
    OR (${users.email} IS ${ofRow("e")} AND ${users.phone} IS ${ofRow("p")})))`;
};

const holder = (kind: AddressKind, key: string): SQL =>
  sql`(SELECT ${holders[kind].object} FROM ${users} WHERE ${addressColumns[kind].address} = ${ofRow(key)})`;

/** The user of a target, or an identity, that `from` picks. */
const ownerIn = (from: SQL): SQL => sql`(SELECT json_object('id', ${users.id}) FROM ${from} LIMIT 1)`;

const ownTarget = ownerIn(sql`${targets} CROSS JOIN ${users} ON ${users.seq} = ${targets.userSeq}
  WHERE (${targets.providerType} = 'email' AND ${targets.identifier} = ${ofRow("e")})
    OR (${targets.providerType} = 'sms' AND ${targets.identifier} = ${ofRow("p")})`);

const ownerOfItem = (array: string, table: SQL, userSeq: SQL, isTheItem: SQL): SQL =>
  ownerIn(sql`${itemsOf(array)} CROSS JOIN ${table} ON ${isTheItem} CROSS JOIN ${users} ON ${users.seq} = ${userSeq}`);

/** An OR of both would scan the table for each item. */
const target = sql`coalesce(${ownerOfItem("ts", sql`${targets}`, sql`${targets.userSeq}`, sameIdentifier)},
  ${ownerOfItem("ts", sql`${targets}`, sql`${targets.userSeq}`, sameTargetId)})`;

const identity = ownerOfItem("ds", sql`${identities}`, sql`${identities.userSeq}`, sameIdentity);

const missingTeam = sql`(SELECT json_object('id', ${ofItem("t")}) FROM ${itemsOf("bs")}
  WHERE NOT EXISTS (SELECT 1 FROM ${teams} WHERE ${isTeamOfItem}) LIMIT 1)`;

/**
 * A query for the rows of a part that nothing created.
 * @param importId null: a dry run that names no import
 * @param mark of the batch; null: a dry run, of which each row is judged
 */
export function selectOutcomes(part: Part, importId: string | null, mark: Mark | null): Statement {
  const isCreated =
    mark === null
      ? sql`0`
      : sql`EXISTS (SELECT 1 FROM ${users} WHERE ${hasId} AND substr(${users.writeId}, ${-nonceLength}) = ${mark.nonce})`;
  const computed = {
    sameId: sql`(SELECT json_object('id', ${users.id}, 'isSame', ${isSame(importId)}) FROM ${users} WHERE ${hasId})`,
    email: holder("email", "e"),
    phone: holder("phone", "p"),
    ownTarget,
    target,
    identity,
    team: missingTeam,
  };
  return sql`SELECT ${outcome.with(computed)} FROM ${rowsOf(part)} WHERE NOT ${isCreated}`;
}

/** Whether an account holds an address on its user's word alone. */
const isOnWord = (holding: string): boolean => holding === "unproven" || holding === "anchored";

/**
 * Reads why a row was not created.
 * @returns null: nothing is in its way, so a run would create it
 */
export function readOutcome(found: Row, candidates: ReadonlyMap<number, Candidate>): RowOutcome | null {
  const read = outcome.read(found);
  const { row } = read;
  const candidate = candidates.get(row);
  if (candidate === undefined) throw new Error("A row was read that was not sent.");
  const { id } = candidate;
  if (read.sameId?.isSame === true) {
    return { row, outcome: "exists", id, message: "The user is there already. Nothing was changed." };
  }
  const taken = (parameter: string, by: string, message: string): RowOutcome => ({
    row,
    outcome: "taken",
    id,
    parameter,
    by,
    message,
  });
  if (read.sameId !== null) return taken("$id", read.sameId.id, "Another user has this id. Choose another.");
  return takenAddress(read, taken) ?? takenItem(read, taken, row, id);
}

type Taken = (parameter: string, by: string, message: string) => RowOutcome;

function takenAddress(read: RowOf<typeof outcome>, taken: Taken): RowOutcome | null {
  for (const kind of ["email", "phone"] as const) {
    const held = read[kind];
    if (held === null) continue;
    if (!isOnWord(held.holding)) return taken(kind, held.id, `Another user has this ${kind}. Use another, or none.`);
    const message = `Another user has only claimed this ${kind}. With replaceUnproven=true the row gets it.`;
    return { ...taken(kind, held.id, message), isUnproven: true };
  }
  return null;
}

function takenItem(read: RowOf<typeof outcome>, taken: Taken, row: number, id: string): RowOutcome | null {
  const isHeld = "Use another, or none.";
  if (read.ownTarget !== null) {
    return taken("targets", read.ownTarget.id, `Another user has a target with this email or phone. ${isHeld}`);
  }
  if (read.target !== null) return taken("targets", read.target.id, `Another user has one of these targets. ${isHeld}`);
  if (read.identity !== null) {
    return taken("identities", read.identity.id, `Another user has one of these identities. ${isHeld}`);
  }
  if (read.team === null) return null;
  const message = `There is no team "${read.team.id}". Create it first, or leave the membership out.`;
  return { row, outcome: "invalid", id, parameter: "memberships", message };
}
