/**
 * The statements of an import. Each acts on all rows of a chunk at once. The rows are JSON (bind.ts); `r` is one of
 * them. Rows that a batch created carry its mark in `users.write_id`: `<import>/<row>/<nonce>`.
 */
import { splitId } from "../../lib/crypto/ids.ts";
import { build, insertFrom, type SQL, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
import {
  authenticators,
  identities,
  imports,
  memberships,
  providers,
  targets,
  teams,
  users,
  userTotals,
} from "../../storage/schema/index.ts";
import type { Part } from "./bind.ts";
import { isFree, isTeamOfItem, itemsOf, ofItem, ofRow, rowsOf } from "./rows.ts";

/** Characters of a nonce. */
export const nonceLength = 8;

/** The mark of the rows that a batch creates. */
export interface Mark {
  readonly importId: string;
  /** `nonceLength` characters that no other batch has. */
  readonly nonce: string;
  /** The number of rows that the batch tries to create. */
  readonly tried: number;
}

/** The users that the batch created. They are the last rows of the table, so the search is short. */
export const isNew = ({ nonce, tried }: Mark): Where<"users"> =>
  where(users)`${users.seq} > (SELECT max(${users.seq}) FROM ${users}) - ${tried}
    AND substr(${users.writeId}, ${-nonceLength}) = ${nonce}`;

/** The `seq` of the users that the batch created. */
const newSeqs = (mark: Mark): SQL => sql`(SELECT ${users.seq} FROM ${users} WHERE ${isNew(mark)})`;

/**
 * Creates the users of a part whose ids and addresses are free. ON CONFLICT has no target, so a conflict with any unique
 * index skips the row and does not fail the batch. A skipped row uses up a `seq`, so known conflicts are excluded first.
 */
export const insertUsers = (part: Part, { importId, nonce }: Mark, now: number): Statement =>
  insertFrom(
    users,
    {
      id: ofRow("i"),
      createdAt: ofRow("c"),
      updatedAt: now,
      name: ofRow("m"),
      nameFolded: sql`coalesce(${ofRow("f")}, ${ofRow("m")})`,
      email: ofRow("e"),
      emailVerification: sql`coalesce(${ofRow("ev")}, 0)`,
      emailCanonical: sql`coalesce(${ofRow("ec")}, ${ofRow("e")})`,
      emailIsFree: ofRow("ef"),
      emailIsDisposable: ofRow("ed"),
      phone: ofRow("p"),
      phoneVerification: sql`coalesce(${ofRow("pv")}, 0)`,
      password: ofRow("w"),
      hash: ofRow("h"),
      hashOptions: ofRow("o"),
      passwordUpdate: ofRow("u"),
      passwordHistory: "[]",
      passwordRecovered: false,
      status: ofRow("s"),
      labels: sql`coalesce(${ofRow("l")}, '[]')`,
      mfa: sql`coalesce(${ofRow("z")}, 0)`,
      prefs: sql`coalesce(${ofRow("x")}, '{}')`,
      accessedAt: ofRow("a"),
      impersonator: sql`coalesce(${ofRow("y")}, 0)`,
      emailVouched: sql`coalesce(${ofRow("eo")}, 0)`,
      phoneVouched: sql`coalesce(${ofRow("po")}, 0)`,
      claimed: false,
      epoch: 0,
      words: ofRow("q"),
      imported: ofRow("b"),
      writeId: sql`${`${importId}/`} || ${ofRow("n")} || ${`/${nonce}`}`,
    },
    sql`FROM ${rowsOf(part)} WHERE ${isFree()}`,
  ).onConflictDoNothing();

/** Adds the targets of the new users' emails, or phones. @param id the first of their ids */
export function insertOwnTargets(mark: Mark, type: "email" | "sms", id: string, now: number): Statement {
  const [time, tail] = splitId(id);
  const address = type === "email" ? users.email : users.phone;
  return insertFrom(
    targets,
    {
      id: sql`${time} || printf('%07x', (${tail} + ${users.seq}) % ${16 ** 7})`,
      createdAt: now,
      updatedAt: now,
      userSeq: users.seq,
      providerType: type,
      identifier: address,
      expired: false,
    },
    sql`FROM ${users} WHERE ${isNew(mark)} AND ${address} IS NOT NULL`,
  );
}

/** The items of a part whose rows the batch created, each with its user. */
const itemsOfNew = (part: Part, array: string, mark: Mark, join: SQL = sql``): SQL =>
  sql`FROM ${rowsOf(part)} CROSS JOIN ${itemsOf(array)}
    CROSS JOIN ${users} ON lower(${users.id}) = lower(${ofRow("i")}) ${join} WHERE ${isNew(mark)}`;

/** Adds the further targets of the rows. */
export const insertTargets = (part: Part, mark: Mark, now: number): Statement =>
  insertFrom(
    targets,
    {
      id: ofItem("i"),
      createdAt: now,
      updatedAt: now,
      userSeq: users.seq,
      name: ofItem("m"),
      providerSeq: sql`(SELECT ${providers.seq} FROM ${providers}
        WHERE lower(${providers.id}) = lower(${ofItem("p")}) AND ${providers.id} = ${ofItem("p")})`,
      providerType: ofItem("y"),
      identifier: ofItem("x"),
      expired: false,
    },
    itemsOfNew(part, "ts", mark),
  );

export const insertIdentities = (part: Part, mark: Mark, now: number): Statement =>
  insertFrom(
    identities,
    {
      id: ofItem("i"),
      createdAt: now,
      updatedAt: now,
      userSeq: users.seq,
      userId: users.id,
      provider: ofItem("p"),
      providerUid: ofItem("x"),
      providerEmail: ofItem("e"),
    },
    itemsOfNew(part, "ds", mark),
  );

export const insertMemberships = (part: Part, mark: Mark, now: number): Statement =>
  insertFrom(
    memberships,
    {
      id: ofItem("i"),
      createdAt: now,
      updatedAt: now,
      teamSeq: teams.seq,
      userSeq: users.seq,
      roles: ofItem("r"),
      invited: ofItem("v"),
      joined: ofItem("j"),
      confirm: ofItem("c"),
      epoch: sql`CASE WHEN ${ofItem("c")} THEN NULL ELSE ${users.epoch} END`,
      words: ofItem("w"),
      writeId: users.writeId,
    },
    itemsOfNew(part, "bs", mark, sql`CROSS JOIN ${teams} ON ${isTeamOfItem}`),
  );

/** Adds authenticator apps, verified. */
export const insertAuthenticators = (part: Part, mark: Mark, now: number): Statement =>
  insertFrom(
    authenticators,
    {
      id: ofItem("i"),
      createdAt: now,
      updatedAt: now,
      userSeq: users.seq,
      type: "totp",
      secret: ofItem("s"),
      verified: true,
      lastStep: 0,
    },
    itemsOfNew(part, "gs", mark),
  );

/** Targets, identities and memberships of the new users. */
export const targetsOfNew = (mark: Mark): Where<"targets"> => where(targets)`${targets.userSeq} IN ${newSeqs(mark)}`;
export const identitiesOfNew = (mark: Mark): Where<"identities"> =>
  where(identities)`${identities.userSeq} IN ${newSeqs(mark)}`;
export const membershipsOfNew = (mark: Mark): Where<"memberships"> =>
  where(memberships)`${memberships.userSeq} IN ${newSeqs(mark)}`;

/** Records an import that has created its first user. The next statement depends on it by `isChanged`. */
export const noteImport = (mark: Mark, now: number): Statement =>
  insertFrom(
    imports,
    { id: mark.importId, createdAt: now },
    sql`FROM ${users} WHERE ${isNew(mark)} LIMIT 1`,
  ).onConflictDoNothing();

/** Adds the new users to the totals. */
export const countUsers = (mark: Mark): Statement =>
  build
    .update(userTotals)
    .set({
      users: sql`${userTotals.users} + new.users`,
      status: sql`${userTotals.status} + new.status`,
      emailVerification: sql`${userTotals.emailVerification} + new.emails`,
      phoneVerification: sql`${userTotals.phoneVerification} + new.phones`,
      impersonator: sql`${userTotals.impersonator} + new.impersonators`,
    })
    .fromQuery(
      sql`SELECT count(*) AS users, sum(${users.status}) AS status, sum(${users.emailVerification}) AS emails,
        sum(${users.phoneVerification}) AS phones, sum(${users.impersonator}) AS impersonators
      FROM ${users} WHERE ${isNew(mark)}`,
      "new",
    )
    .where(sql`new.users > 0`);

/** Adds the new members to the totals of their teams. */
export const countNewMembers = (mark: Mark): Statement =>
  build
    .update(teams)
    .set({ total: sql`${teams.total} + new.members` })
    .fromQuery(
      sql`SELECT ${memberships.teamSeq} AS team, count(*) AS members FROM ${memberships}
        WHERE ${membershipsOfNew(mark)} AND ${memberships.confirm} = 1 GROUP BY ${memberships.teamSeq}`,
      "new",
    )
    .where(sql`${teams.seq} = new.team`);
