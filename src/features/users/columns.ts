/** Reads users: the columns a user's model needs, and the rows they come back as. */
import { type GetColumnData, sql, type SQL } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import * as v from "valibot";
import type { UserRow } from "../../models/user.ts";
import { jsonColumn, textsColumn } from "../../storage/json-column.ts";
import { targets, users } from "../../storage/schema/index.ts";

/** A user's targets as JSON, oldest first: one statement reads a user whole. */
const targetsOfUser = sql<string>`(
  SELECT json_group_array(json_object(
    'id', id, 'createdAt', created_at, 'updatedAt', updated_at, 'name', name, 'providerId', provider_id,
    'providerType', provider_type, 'identifier', identifier, 'expired', expired
  )) FROM (SELECT * FROM ${targets} WHERE ${targets.userSeq} = users.seq ORDER BY ${targets.seq}))`.as("targets");

/** A column as an expression: Drizzle would not read a column from a table that names the index to go by. */
const read = <Column extends SQLiteColumn>(column: Column) =>
  sql`${column}`.mapWith(column).as(column.name) as SQL.Aliased<GetColumnData<Column>>;

export const userColumns = {
  id: read(users.id),
  createdAt: read(users.createdAt),
  updatedAt: read(users.updatedAt),
  name: read(users.name),
  password: read(users.password),
  hash: read(users.hash),
  hashOptions: read(users.hashOptions),
  status: read(users.status),
  labels: read(users.labels),
  passwordUpdate: read(users.passwordUpdate),
  email: read(users.email),
  phone: read(users.phone),
  emailVerification: read(users.emailVerification),
  emailCanonical: read(users.emailCanonical),
  emailIsFree: read(users.emailIsFree),
  emailIsDisposable: read(users.emailIsDisposable),
  phoneVerification: read(users.phoneVerification),
  mfa: read(users.mfa),
  prefs: read(users.prefs),
  accessedAt: read(users.accessedAt),
  impersonator: read(users.impersonator),
  targets: targetsOfUser,
  /** What a page made of two parts is put in order by. */
  seq: read(users.seq),
};

/** The row of one user. */
export const isUser = (userId: string): SQL =>
  sql`lower(${users.id}) = ${userId.toLowerCase()} AND ${users.id} = ${userId}`;

const readLabels = textsColumn("users.labels");
const readHashOptions = jsonColumn("users.hash_options", v.record(v.string(), v.union([v.string(), v.number()])));

/** A record schema would leave out keys such as `constructor`, which preferences may have. */
const isRecord = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const readPrefs = jsonColumn("users.prefs", v.custom<Readonly<Record<string, unknown>>>(isRecord));

const readTargets = jsonColumn(
  "targets",
  v.array(
    v.object({
      id: v.string(),
      createdAt: v.number(),
      updatedAt: v.number(),
      name: v.nullable(v.string()),
      providerId: v.nullable(v.string()),
      providerType: v.string(),
      identifier: v.string(),
      expired: v.pipe(
        v.number(),
        v.transform((bit) => bit === 1),
      ),
    }),
  ),
);

type Selected = Omit<UserRow, "hashOptions" | "labels" | "prefs" | "targets"> &
  Readonly<Record<"hashOptions" | "labels" | "prefs" | "targets", string>>;

/** A selected row with its JSON columns read. */
export function toUserRow(row: Selected): UserRow {
  return {
    ...row,
    hashOptions: readHashOptions(row.hashOptions),
    labels: readLabels(row.labels),
    prefs: readPrefs(row.prefs),
    targets: readTargets(row.targets).map((target) => ({ ...target, userId: row.id })),
  };
}
