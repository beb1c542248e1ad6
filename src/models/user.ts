/**
 * A user as the server API and the account service show it (docs/spec/models.md#user,
 * docs/spec/sdks.md#required-fields).
 */
import { defineModel, fieldsOf, listOf } from "./model.ts";
import { target, type TargetRow } from "./target.ts";

/** A user's id, or their `seq`, which is never reused although an id may be. */
export type UserKey = string | number;

export interface UserRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly name: string;
  readonly password: string | null;
  readonly hash: string;
  readonly hashOptions: Readonly<Record<string, string | number>>;
  readonly status: boolean;
  readonly labels: readonly string[];
  readonly passwordUpdate: number | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly emailVerification: boolean;
  readonly emailCanonical: string | null;
  readonly emailIsFree: boolean | null;
  readonly emailIsDisposable: boolean | null;
  readonly phoneVerification: boolean;
  readonly mfa: boolean;
  readonly prefs: Readonly<Record<string, unknown>>;
  readonly targets: readonly TargetRow[];
  readonly accessedAt: number | null;
  readonly impersonator: boolean;
  /** The impersonator in this request; absent: no impersonation. */
  readonly impersonatorUserId?: string | undefined;
}

const { boolean, date, list, nullableBoolean, nullableString, object, string, strings } = fieldsOf<UserRow>();

/** Neither free nor disposable; null without an email. */
function emailIsCorporate({ emailIsDisposable, emailIsFree }: UserRow): boolean | null {
  return emailIsFree === null || emailIsDisposable === null ? null : !emailIsFree && !emailIsDisposable;
}

const fields = {
  $id: string((row) => row.id),
  $createdAt: date((row) => row.createdAt),
  $updatedAt: date((row) => row.updatedAt),
  name: string((row) => row.name),
  password: nullableString((row) => row.password),
  hash: nullableString((row) => row.hash),
  hashOptions: object((row) => row.hashOptions),
  registration: date((row) => row.createdAt),
  status: boolean((row) => row.status),
  labels: strings((row) => row.labels),
  passwordUpdate: date((row) => row.passwordUpdate),
  email: string((row) => row.email ?? ""),
  phone: string((row) => row.phone ?? ""),
  emailVerification: boolean((row) => row.emailVerification),
  emailCanonical: nullableString((row) => row.emailCanonical),
  emailIsFree: nullableBoolean((row) => row.emailIsFree),
  emailIsDisposable: nullableBoolean((row) => row.emailIsDisposable),
  emailIsCorporate: nullableBoolean(emailIsCorporate),
  emailIsCanonical: nullableBoolean((row) => (row.email === null ? null : row.email === row.emailCanonical)),
  phoneVerification: boolean((row) => row.phoneVerification),
  mfa: boolean((row) => row.mfa, [1, 5, 0]),
  prefs: object((row) => row.prefs),
  targets: list(target, (row) => row.targets, [1, 5, 0]),
  accessedAt: date((row) => row.accessedAt),
  impersonator: boolean((row) => row.impersonator, [1, 9, 0]),
  impersonatorUserId: nullableString((row) => row.impersonatorUserId ?? null, [1, 9, 0]),
};

/** No field is masked: every caller that may read users sees the hash. */
export const user = defineModel<UserRow>("user", fields, [target]);

/** Password fields that the server API shows and the account service hides. */
const serverOnly: ReadonlySet<string> = new Set(["password", "hash", "hashOptions"]);

export const account = defineModel<UserRow>(
  "account",
  Object.fromEntries(Object.entries(fields).filter(([name]) => !serverOnly.has(name))),
  [target],
);

/** The user's password in the form that the password registry reads; null: none. */
export const storedPassword = ({ hash, hashOptions, password, passwordUpdate }: UserRow) =>
  password && passwordUpdate !== null ? { hash, password, options: hashOptions } : null;

export const userList = listOf("userList", "users", user);
