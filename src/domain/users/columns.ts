/** Reads users: the columns that their model needs, and their parser. */
import type { StoredPassword } from "../../lib/passwords/registry.ts";
import { prepare, slot, type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import type { TargetRow } from "../../models/target.ts";
import type { UserKey, UserRow } from "../../models/user.ts";
import { boolean, integer, json, reader, records, text } from "../../storage/reader.ts";
import { isRecord, isTexts, type Row } from "../../storage/row.ts";
import { targets, users } from "../../storage/schema/index.ts";
import { ownTarget } from "../targets/index.ts";

/**
 * A user's targets as JSON, oldest first: one statement reads a user whole. Capped, so that a user with many devices
 * cannot make reads expensive; the rest are in the list of targets.
 */
const targetsOfUser = sql`(
  SELECT json_group_array(${ownTarget.object}) FROM (SELECT * FROM ${targets} WHERE ${targets.userSeq} = ${users.seq} ORDER BY ${targets.seq} LIMIT 100) AS ${targets})`;

export const isHashOptions = (value: unknown): value is Readonly<Record<string, string | number>> =>
  isRecord(value) && Object.values(value).every((option) => typeof option === "string" || typeof option === "number");

const user = reader({
  id: text(users.id),
  createdAt: integer(users.createdAt),
  updatedAt: integer(users.updatedAt),
  name: text(users.name),
  password: text(users.password),
  hash: text(users.hash),
  hashOptions: json(isHashOptions, users.hashOptions),
  status: boolean(users.status),
  labels: json(isTexts, users.labels),
  passwordUpdate: integer(users.passwordUpdate),
  email: text(users.email),
  phone: text(users.phone),
  emailVerification: boolean(users.emailVerification),
  emailCanonical: text(users.emailCanonical),
  emailIsFree: boolean(users.emailIsFree),
  emailIsDisposable: boolean(users.emailIsDisposable),
  phoneVerification: boolean(users.phoneVerification),
  mfa: boolean(users.mfa),
  prefs: json(isRecord, users.prefs),
  accessedAt: integer(users.accessedAt),
  impersonator: boolean(users.impersonator),
  targets: records(ownTarget, targetsOfUser),
});

/** The columns of a user that is inserted, except those that the database sets. */
export type UserInsertion = Omit<Required<typeof users.$inferInsert>, "seq">;

/** The columns of a user in a SELECT. */
export const userColumns: SQL = user.columns;

/** The row of the user with an id, which the index has in lower case. */
const hasId = (id: string | SQL, lowerCase: string | SQL): Where<"users"> =>
  where(users)`lower(${users.id}) = ${lowerCase} AND ${users.id} = ${id}`;

/** The row of one user. */
export const isUser = (user: UserKey): Where<"users"> =>
  typeof user === "number" ? where(users)`${users.seq} = ${user}` : hasId(user, user.toLowerCase());

/** The user, if the batch with this mark wrote the row. Later statements of the batch use it as their condition. */
export const isMarked = (user: UserKey, writeId: string): Where<"users"> =>
  where(users)`${isUser(user)} AND ${users.writeId} = ${writeId}`;

/** A row of `userColumns`, read. */
export function toUserRow(row: Row): UserRow {
  const read = user.read(row);
  return { ...read, targets: read.targets.map((target) => ({ ...target, userId: read.id })) };
}

/**
 * The user of a row that a batch has inserted, as a later statement would read it.
 * @param targets those that the batch has inserted, oldest first
 */
export function toInsertedUser(row: UserInsertion, targets: readonly Omit<TargetRow, "userId">[]): UserRow {
  const stored = Object.entries(row).map(([name, value]): readonly [string, unknown] => [
    name,
    typeof value === "boolean" ? Number(value) : value,
  ]);
  const inserted = user.read({ ...Object.fromEntries(stored), targets: "[]" });
  return { ...inserted, targets: targets.map((target) => ({ ...target, userId: inserted.id })) };
}

/** A query for the user that `who` picks. */
const selectUserBy = (who: Where<"users">): SQL => sql`SELECT ${userColumns} FROM ${users} WHERE ${who}`;

const selectUserById = prepare({ id: slot(), lowerCase: slot() }, ({ id, lowerCase }) =>
  selectUserBy(hasId(id, lowerCase)),
);

/** A query for one user. */
export const selectUser = (user: UserKey): SQL =>
  typeof user === "number" ? selectUserBy(isUser(user)) : selectUserById({ id: user, lowerCase: user.toLowerCase() });

const isStored = (value: unknown): value is StoredPassword =>
  isRecord(value) &&
  typeof value["hash"] === "string" &&
  typeof value["password"] === "string" &&
  isHashOptions(value["options"]);

const isHistory = (value: unknown): value is readonly StoredPassword[] => Array.isArray(value) && value.every(isStored);

const remembered = reader({ history: json(isHistory, users.passwordHistory) });

/** A query for the password history of the user that `who` picks, newest first. */
export const selectHistoryBy = (who: SQL): SQL => sql`SELECT ${remembered.columns} FROM ${users} WHERE ${who}`;

/** A query for the password history of a user, newest first. */
export const selectHistory = (user: UserKey): SQL => selectHistoryBy(isUser(user));

/** Reads the row of `selectHistory`. */
export const toHistory = ([row]: readonly Row[]): readonly StoredPassword[] =>
  row === undefined ? [] : remembered.read(row).history;
