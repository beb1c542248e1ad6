/** Exports users in the order of their numbers, a page at a time (docs/spec/export.md). */
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { type SQL, sql } from "../../lib/sql/index.ts";
import type { ExportedUser, UserExport } from "../../models/exported-user.ts";
import { boolean, integer, json, orNull, reader, records, text } from "../../storage/reader.ts";
import { isRecord, isTexts } from "../../storage/row.ts";
import { identities, memberships, targets, teams, users } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { providerOfTarget } from "../targets/index.ts";
import { isHashOptions } from "../users/index.ts";

/** The approximate size of a page, in bytes: the page ends before the user who would exceed it, unless that is the first. */
const pageBytes = 1_000_000;

/** Targets, identities and memberships of a line, at most: even with the longest roles they fit into a value of D1. */
const listMax = 100;

/** Estimated bytes of the names and short values of a user, and of an element of a list. */
const userBytes = 500;
const elementBytes = 150;

const target = reader({
  id: text(targets.id),
  providerType: text(targets.providerType),
  providerId: orNull(text(providerOfTarget)),
  identifier: text(targets.identifier),
  name: text(targets.name),
});

const identity = reader({
  provider: text(identities.provider),
  providerUid: text(identities.providerUid),
  providerEmail: text(identities.providerEmail),
});

const membership = reader({
  teamId: text(sql`(SELECT ${teams.id} FROM ${teams} WHERE ${teams.seq} = ${memberships.teamSeq})`),
  roles: json(isTexts, memberships.roles),
  invited: integer(memberships.invited),
  joined: integer(memberships.joined),
  confirm: boolean(memberships.confirm),
});

/** Elements of a user's list, oldest first, and one more than a line holds. */
const elements = (table: SQLiteTable, columns: SQL, which: SQL): SQL =>
  sql`(SELECT ${columns} FROM ${table} WHERE ${which} LIMIT ${sql.integer(listMax + 1)}) AS ${table}`;

const listOf = (table: SQLiteTable, object: SQL, which: SQL): SQL =>
  sql`(SELECT json_group_array(${object}) FROM ${elements(table, sql`*`, which)})`;

/**
 * The targets that belong to no address and to no session. An import makes the targets of addresses itself, and those of
 * a session end with it.
 */
const isOwnTarget = sql`${targets.userSeq} = ${users.seq} AND ${targets.sessionSeq} IS NULL
  AND (${targets.providerType} <> 'email' OR ${users.email} IS NULL OR ${targets.identifier} <> ${users.email})
  AND (${targets.providerType} <> 'sms' OR ${users.phone} IS NULL OR ${targets.identifier} <> ${users.phone})`;
const isOwnIdentity = sql`${identities.userSeq} = ${users.seq}`;
const isOwnMembership = sql`${memberships.userSeq} = ${users.seq}`;

const row = reader({
  seq: integer(users.seq),
  newest: integer(sql`(SELECT max(${users.seq}) FROM ${users})`),
  id: text(users.id),
  createdAt: integer(users.createdAt),
  updatedAt: integer(users.updatedAt),
  name: text(users.name),
  email: text(users.email),
  emailVerification: boolean(users.emailVerification),
  emailVouched: boolean(users.emailVouched),
  phone: text(users.phone),
  phoneVerification: boolean(users.phoneVerification),
  phoneVouched: boolean(users.phoneVouched),
  password: text(users.password),
  hash: text(users.hash),
  hashOptions: json(isHashOptions, users.hashOptions),
  passwordUpdate: integer(users.passwordUpdate),
  status: boolean(users.status),
  labels: json(isTexts, users.labels),
  prefs: json(isRecord, users.prefs),
  mfa: boolean(users.mfa),
  accessedAt: integer(users.accessedAt),
  impersonator: boolean(users.impersonator),
  targets: records(target, listOf(targets, target.object, isOwnTarget)),
  identities: records(identity, listOf(identities, identity.object, isOwnIdentity)),
});

const joined = reader({
  memberships: records(membership, listOf(memberships, membership.object, isOwnMembership)),
});

/** The estimated bytes of a list, from the number of its elements. */
const bytesOf = (table: SQLiteTable, which: SQL): SQL =>
  sql`${elementBytes} * (SELECT count(*) FROM ${elements(table, sql`1`, which)})`;

const roleBytes = sql`(SELECT coalesce(sum(octet_length(${memberships.roles}) + ${elementBytes}), 0)
  FROM ${elements(memberships, sql`${memberships.roles}`, isOwnMembership)})`;

/** The size of a user's line, roughly, in bytes. SQLite tells the length of a text without reading it. */
const lineBytes = (withMemberships: boolean): SQL =>
  sql`${userBytes} + octet_length(${users.prefs}) + octet_length(${users.labels}) + octet_length(${users.hashOptions})
    + coalesce(octet_length(${users.password}), 0) + ${bytesOf(targets, sql`${targets.userSeq} = ${users.seq}`)}
    + ${bytesOf(identities, isOwnIdentity)} + ${withMemberships ? roleBytes : 0}`;

/** The number of the page's last user. */
const lastOf = ({ after, limit, memberships }: UsersAsked): SQL =>
  sql`(SELECT max("seq") FROM (
    SELECT "seq", sum("bytes") OVER (ORDER BY "seq" ROWS UNBOUNDED PRECEDING) AS "total", row_number() OVER (ORDER BY "seq") AS "n"
    FROM (SELECT ${users.seq} AS "seq", ${lineBytes(memberships)} AS "bytes" FROM ${users}
      WHERE ${users.seq} > ${after} ORDER BY ${users.seq} LIMIT ${sql.integer(limit)}))
    WHERE "total" <= ${pageBytes} OR "n" = 1)`;

interface UsersAsked {
  /** The number of the last user that was read; 0: from the beginning. */
  readonly after: number;
  /** Users at most. */
  readonly limit: number;
  readonly hashes: boolean;
  readonly memberships: boolean;
}

/** Reads a page of users: `limit` at most, and about a megabyte. */
export async function exportUsers({ db }: Context, asked: UsersAsked): Promise<UserExport> {
  const columns = asked.memberships ? sql`${row.columns}, ${joined.columns}` : row.columns;
  const { rows } = await db.run(
    sql`SELECT ${columns} FROM ${users} WHERE ${users.seq} > ${asked.after} AND ${users.seq} <= ${lastOf(asked)}
      ORDER BY ${users.seq}`,
  );
  const read = rows.map((each) => ({
    ...row.read(each),
    memberships: asked.memberships ? joined.read(each).memberships : null,
  }));
  const last = read.at(-1);
  return {
    users: read.map(cut),
    hashes: asked.hashes,
    next: last === undefined || last.seq >= last.newest ? null : last.seq,
  };
}

const lists = ["targets", "identities", "memberships"] as const;

/** Removes the element that exceeds the limit of a line, and marks the list as incomplete. */
function cut(user: Omit<ExportedUser, "incomplete">): ExportedUser {
  const incomplete = lists.filter((name) => (user[name]?.length ?? 0) > listMax);
  return {
    ...user,
    targets: user.targets.slice(0, listMax),
    identities: user.identities.slice(0, listMax),
    memberships: user.memberships?.slice(0, listMax) ?? null,
    incomplete,
  };
}
