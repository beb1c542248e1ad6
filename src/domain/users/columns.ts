/** Reads users: the columns that a user's model needs, and the rows they come back as. */
import { sql, type SQL } from "drizzle-orm";
import type { StoredPassword } from "../../lib/passwords/registry.ts";
import type { UserKey, UserRow } from "../../models/user.ts";
import { render } from "../../storage/db.ts";
import { boolean, integer, isRecord, isRecords, isTexts, json, orNull, type Row, text } from "../../storage/row.ts";
import { targets, users } from "../../storage/schema/index.ts";
import { providerId, toTargetRow } from "../targets/index.ts";

/**
 * A user's targets as JSON, oldest first: one statement reads a user whole. Whoever adds devices without end makes no
 * request dearer than this: the others stand in the list of targets.
 */
const targetsOfUser = sql`(
  SELECT json_group_array(json_object(
    'id', id, 'createdAt', created_at, 'updatedAt', updated_at, 'name', name, 'providerId', ${providerId},
    'providerType', provider_type, 'identifier', identifier, 'expired', expired
  )) FROM (SELECT * FROM ${targets} WHERE ${targets.userSeq} = ${users.seq} ORDER BY ${targets.seq} LIMIT 100) AS ${targets})`;

const columns = {
  id: users.id,
  createdAt: users.createdAt,
  updatedAt: users.updatedAt,
  name: users.name,
  password: users.password,
  hash: users.hash,
  hashOptions: users.hashOptions,
  status: users.status,
  labels: users.labels,
  passwordUpdate: users.passwordUpdate,
  email: users.email,
  phone: users.phone,
  emailVerification: users.emailVerification,
  emailCanonical: users.emailCanonical,
  emailIsFree: users.emailIsFree,
  emailIsDisposable: users.emailIsDisposable,
  phoneVerification: users.phoneVerification,
  mfa: users.mfa,
  prefs: users.prefs,
  accessedAt: users.accessedAt,
  impersonator: users.impersonator,
  targets: targetsOfUser,
};

/** What a SELECT of users lists: rendered once, because it is the longest part of the statements that run most. */
export const userColumns: SQL = render(
  sql.join(
    Object.entries(columns).map(([name, column]) => sql`${column} AS ${sql.identifier(name)}`),
    sql`, `,
  ),
);

/** The row of one user. */
export const isUser = (user: UserKey): SQL =>
  typeof user === "number"
    ? sql`${users.seq} = ${user}`
    : sql`lower(${users.id}) = ${user.toLowerCase()} AND ${users.id} = ${user}`;

/** The row that a batch has marked as its own: later statements act on it, or on nothing. */
export const isMarked = (user: UserKey, writeId: string): SQL => sql`${isUser(user)} AND ${users.writeId} = ${writeId}`;

const isOptions = (value: unknown): value is Readonly<Record<string, string | number>> =>
  isRecord(value) && Object.values(value).every((option) => typeof option === "string" || typeof option === "number");

/** A row of `userColumns`, read. */
export function toUserRow(row: Row): UserRow {
  const id = text(row, "id");
  return {
    id,
    createdAt: integer(row, "createdAt"),
    updatedAt: integer(row, "updatedAt"),
    name: text(row, "name"),
    password: orNull(text, row, "password"),
    hash: text(row, "hash"),
    hashOptions: json(row, "hashOptions", isOptions),
    status: boolean(row, "status"),
    labels: json(row, "labels", isTexts),
    passwordUpdate: orNull(integer, row, "passwordUpdate"),
    email: orNull(text, row, "email"),
    phone: orNull(text, row, "phone"),
    emailVerification: boolean(row, "emailVerification"),
    emailCanonical: orNull(text, row, "emailCanonical"),
    emailIsFree: orNull(boolean, row, "emailIsFree"),
    emailIsDisposable: orNull(boolean, row, "emailIsDisposable"),
    phoneVerification: boolean(row, "phoneVerification"),
    mfa: boolean(row, "mfa"),
    prefs: json(row, "prefs", isRecord),
    targets: json(row, "targets", isRecords).map((target) => toTargetRow(target, id)),
    accessedAt: orNull(integer, row, "accessedAt"),
    impersonator: boolean(row, "impersonator"),
  };
}

/** A query for the user that `who` picks. */
export const selectUserBy = (who: SQL): SQL => sql`SELECT ${userColumns} FROM ${users} WHERE ${who}`;

/** A query for one user. */
export const selectUser = (user: UserKey): SQL => selectUserBy(isUser(user));

const isStored = (value: unknown): value is StoredPassword =>
  isRecord(value) &&
  typeof value["hash"] === "string" &&
  typeof value["password"] === "string" &&
  isOptions(value["options"]);

const isHistory = (value: unknown): value is readonly StoredPassword[] => Array.isArray(value) && value.every(isStored);

/** A query for the hashes that a user had, newest first. */
export const selectHistory = (user: UserKey): SQL =>
  sql`SELECT ${users.passwordHistory} AS "history" FROM ${users} WHERE ${isUser(user)}`;

/** What `selectHistory` has read. */
export const toHistory = ([row]: readonly Row[]): readonly StoredPassword[] =>
  row === undefined ? [] : json(row, "history", isHistory);
