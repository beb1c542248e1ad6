/** The outcomes of the rows that a batch does not create, with their reasons. */
import { type SQL, sql, type Statement } from "../../lib/sql/index.ts";
import type { RowOutcome } from "../../models/import.ts";
import { boolean, integer, orNull, reader, record, type RowOf, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { identities, targets, teams, users } from "../../storage/schema/index.ts";
import { type AddressKind, addressColumns, holdingField } from "../users/index.ts";
import { isVouched } from "./base.ts";
import type { Part } from "./bind.ts";
import { known } from "./compare.ts";
import type { Judgement, Replaced } from "./judgement.ts";
import { existing, idTaken, judgeKnown } from "./known.ts";
import type { Candidate, ImportOptions } from "./row.ts";
import {
  hasId,
  isTeamOfItem,
  itemsOf,
  ofItem,
  ofRow,
  rowsOf,
  sameIdentifier,
  sameIdentity,
  sameTargetId,
} from "./rows.ts";
import { type Mark, nonceLength } from "./statements.ts";

/** The user who has the id of a row, and whether the row is about that user. */
const sameId = reader({ id: text(users.id), isSame: boolean() });

const holderOf = (kind: AddressKind) =>
  reader({ id: text(users.id), seq: integer(users.seq), holding: holdingField(kind) });
const holders = { email: holderOf("email"), phone: holderOf("phone") };

/** The owner of a unique value in a row. */
const owner = reader({ id: text() });

/** The id of a team that does not exist. */
const missing = reader({ id: text() });

const obstacles = reader({
  row: integer(ofRow("n")),
  sameId: orNull(record(sameId)),
  /** The user who has the id of the row; null also without `update`. */
  known: orNull(record(known)),
  email: orNull(record(holders.email)),
  phone: orNull(record(holders.phone)),
  emailTarget: orNull(record(owner)),
  phoneTarget: orNull(record(owner)),
  target: orNull(record(owner)),
  identity: orNull(record(owner)),
  team: orNull(record(missing)),
});

type Obstacles = RowOf<typeof obstacles>;

/** Whether the user with the row's id was made from this row by this import, or also has its addresses. */
const isSame = (importId: string | null): SQL => {
  const mark = sql`${importId} || '/' || ${ofRow("n")} || '/'`;
  return sql`(${users.id} = ${ofRow("i")} AND (coalesce(substr(${users.writeId}, 1, length(${mark})) = ${mark}, 0)
    OR (${users.email} IS ${ofRow("e")} AND ${users.phone} IS ${ofRow("p")})))`;
};

const holder = (kind: AddressKind, key: string): SQL =>
  sql`(SELECT ${holders[kind].object} FROM ${users} WHERE ${addressColumns[kind].address} = ${ofRow(key)})`;

/** The user of a target, or an identity, that `from` picks. */
const ownerIn = (from: SQL): SQL => sql`(SELECT json_object('id', ${users.id}) FROM ${from} LIMIT 1)`;

const ownTarget = (type: "email" | "sms", key: string): SQL =>
  ownerIn(sql`${targets} CROSS JOIN ${users} ON ${users.seq} = ${targets.userSeq}
    WHERE ${targets.providerType} = ${type} AND ${targets.identifier} = ${ofRow(key)}`);

const ownerOfItem = (array: string, table: SQL, userSeq: SQL, isTheItem: SQL): SQL =>
  ownerIn(sql`${itemsOf(array)} CROSS JOIN ${table} ON ${isTheItem} CROSS JOIN ${users} ON ${users.seq} = ${userSeq}`);

/** Two queries, because an OR would scan the table for each item. */
const target = sql`coalesce(${ownerOfItem("ts", sql`${targets}`, sql`${targets.userSeq}`, sameIdentifier)},
  ${ownerOfItem("ts", sql`${targets}`, sql`${targets.userSeq}`, sameTargetId)})`;

const identity = ownerOfItem("ds", sql`${identities}`, sql`${identities.userSeq}`, sameIdentity);

const missingTeam = sql`(SELECT json_object('id', ${ofItem("t")}) FROM ${itemsOf("bs")}
  WHERE NOT EXISTS (SELECT 1 FROM ${teams} WHERE ${isTeamOfItem}) LIMIT 1)`;

/**
 * A query for the conflicts of a part's rows.
 * @param mark the batch's, whose own rows are left out; null: the batch writes nothing
 */
export function selectObstacles(
  part: Part,
  { importId, update }: Pick<ImportOptions, "importId" | "update">,
  mark: Mark | null,
): Statement {
  const isCreated =
    mark === null
      ? sql`0`
      : sql`EXISTS (SELECT 1 FROM ${users} WHERE ${hasId} AND substr(${users.writeId}, ${-nonceLength}) = ${mark.nonce})`;
  const computed = {
    sameId: sql`(SELECT json_object('id', ${users.id}, 'isSame', ${isSame(importId)}) FROM ${users} WHERE ${hasId})`,
    known: update ? sql`(SELECT ${known.object} FROM ${users} WHERE ${hasId})` : sql`NULL`,
    email: holder("email", "e"),
    phone: holder("phone", "p"),
    emailTarget: ownTarget("email", "e"),
    phoneTarget: ownTarget("sms", "p"),
    target,
    identity,
    team: missingTeam,
  };
  return sql`SELECT ${obstacles.with(computed)} FROM ${rowsOf(part)} WHERE NOT ${isCreated}`;
}

/** Rows of a request that may replace addresses, and rows that may change users: each takes a dozen statements. */
export const writingMax = 20;

/**
 * Judges rows by their conflicts.
 * @param found rows of `selectObstacles`
 * @param max the limit of rows that replace addresses, and of rows that change users; 0: the batch has run
 * @param now milliseconds since the Unix epoch
 */
export function judge(
  found: readonly Row[],
  candidates: ReadonlyMap<number, Candidate>,
  options: ImportOptions,
  max: number,
  now: number,
): readonly Judgement[] {
  let [replacing, updating] = [0, 0];
  const judgements = found.map((row) => {
    const read = obstacles.read(row);
    const candidate = candidates.get(read.row);
    if (candidate === undefined) throw new Error("D1 returned a row that the request does not have.");
    if (options.update && read.sameId !== null && read.known !== null) {
      const judged = judgeKnown({ ...read, known: read.known, sameId: read.sameId }, candidate, options, now);
      if (judged.update !== null) updating += 1;
      return updating > max ? putOff(judged) : judged;
    }
    const judged = judgeOne(read, candidate, options, options.replaceUnproven);
    if (judged.replaced.length === 0) return judged;
    replacing += 1;
    return replacing > max ? judgeOne(read, candidate, options, false) : judged;
  });
  // A user who gives up an address to another row is not as they were read any more.
  const givingUp = new Set(judgements.flatMap(({ replaced }) => replaced.map(({ seq }) => seq)));
  return judgements.map((judged) =>
    judged.update !== null && givingUp.has(judged.update.user.seq) ? putOff(judged) : judged,
  );
}

/** Postpones a change to another request. */
function putOff({ candidate, outcome, update, ...judged }: Judgement): Judgement {
  if (update === null) return { candidate, outcome, update, ...judged };
  const { id, row } = candidate;
  const message =
    `The user would be changed, but not by this request: it changes at most ${writingMax} users, ` +
    "and none who gives up an address to another row. Send the row again.";
  return { ...judged, candidate, outcome: { row, outcome: "pending", id, message }, update: null };
}

function judgeOne(read: Obstacles, candidate: Candidate, options: ImportOptions, mayReplace: boolean): Judgement {
  const { id, row } = candidate;
  const refuse = (outcome: RowOutcome): Judgement => ({
    candidate,
    outcome,
    replaced: [],
    isCompared: false,
    update: null,
  });
  const taken = (parameter: string, by: string, message: string): RowOutcome => ({
    row,
    outcome: "taken",
    id,
    parameter,
    by,
    message,
  });
  if (read.sameId?.isSame === true) {
    return refuse({ row, outcome: "exists", id, message: existing });
  }
  if (read.sameId !== null) return refuse(taken("$id", read.sameId.id, idTaken));
  const replaced: Replaced[] = [];
  for (const kind of ["email", "phone"] as const) {
    const held = read[kind];
    if (held === null) continue;
    if (held.holding !== "unproven" && held.holding !== "anchored") {
      return refuse(taken(kind, held.id, `Another user has this ${kind}. Use another, or none.`));
    }
    const isKnown = isKnownIn(candidate, kind, options);
    if (isKnown && mayReplace) {
      replaced.push({ kind, ...held });
      continue;
    }
    return refuse({ ...taken(kind, held.id, unprovenMessage(kind, isKnown, options)), isUnproven: true });
  }
  const outcome = itemTaken(read, new Set(replaced.map((holder) => holder.id)), taken) ?? teamMissing(read, candidate);
  return outcome === null ? { candidate, outcome, replaced, isCompared: false, update: null } : refuse(outcome);
}

/** Whether a row's address is proven or vouched for: only such an address replaces that of another user. */
const isKnownIn = ({ user }: Candidate, kind: AddressKind, { emailsUnproven }: ImportOptions): boolean =>
  kind === "email"
    ? isVouched(user.email, user.emailVerification, emailsUnproven)
    : isVouched(user.phone, user.phoneVerification, false);

function unprovenMessage(kind: AddressKind, isKnown: boolean, { replaceUnproven }: ImportOptions): string {
  const held = `Another user has this ${kind}, but has not verified it`;
  if (!isKnown) return `${held}, and nothing proves that it is the row's. Use another, or none.`;
  return replaceUnproven
    ? `${held}, and a request replaces at most ${writingMax} such users. Send the row again.`
    : `${held}. With replaceUnproven=true the row gets it.`;
}

type Taken = (parameter: string, by: string, message: string) => RowOutcome;

/** @param replaced ids of users whose address, with its target, goes to the row */
function itemTaken(read: Obstacles, replaced: ReadonlySet<string>, taken: Taken): RowOutcome | null {
  const isHeld = "Use another, or none.";
  for (const held of [read.emailTarget, read.phoneTarget]) {
    if (held !== null && !replaced.has(held.id)) {
      return taken("targets", held.id, `Another user has a target with this email or phone. ${isHeld}`);
    }
  }
  if (read.target !== null) return taken("targets", read.target.id, `Another user has one of these targets. ${isHeld}`);
  if (read.identity === null) return null;
  return taken("identities", read.identity.id, `Another user has one of these identities. ${isHeld}`);
}

function teamMissing({ team }: Obstacles, { id, row }: Candidate): RowOutcome | null {
  if (team === null) return null;
  const message = `There is no team "${team.id}". Create it first, or leave the membership out.`;
  return { row, outcome: "invalid", id, parameter: "memberships", message };
}
