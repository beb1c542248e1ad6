/** Changes that revoke the user's earlier sessions, tokens and JWTs (docs/decisions/0011-promises.md#revocation). */
import { hashPassword, type StoredPassword } from "../../lib/passwords/registry.ts";
import { type SQL, sql, where } from "../../lib/sql/index.ts";
import type { Settings } from "../../models/settings.ts";
import { storedPassword, type UserRow } from "../../models/user.ts";
import { settings, users } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { unlock } from "../limits/index.ts";
import { endSessions, revokeSessions } from "../sessions/index.ts";
import { assertAcceptable, assertNew, type PasswordHistory } from "../settings/index.ts";
import { removeDevices } from "../targets/index.ts";
import { endTokens } from "../tokens/index.ts";
import type { UserChange } from "./change-user.ts";

export const block = (context: Context): UserChange => ({
  event: "user.update",
  set: { status: false },
  raisesEpoch: where(users)`1`,
  after(batch, self) {
    batch.add(removeDevices(self));
    revokeSessions(batch, context, self);
    endTokens(batch, self);
  },
});

/** Unblocking restores no revoked session. */
export const unblock: UserChange = { event: "user.update", set: { status: true } };

/** Whether the project's policy ends sessions, tokens and JWTs with a new password. */
const isInvalidating = where(users)`(SELECT ${settings.sessionInvalidation} FROM ${settings})`;

/**
 * The effects of a new password: failed attempts are forgotten, and the project's policy decides whether sessions and
 * JWTs end.
 */
const ending = (context: Context, exceptSession?: string): Required<Pick<UserChange, "raisesEpoch" | "after">> => ({
  raisesEpoch: isInvalidating,
  after(batch, self, actor) {
    const theirs = where(users)`${self} AND ${isInvalidating}`;
    endSessions(batch, context, theirs, exceptSession, actor);
    endTokens(batch, theirs);
    batch.add(unlock(self));
  },
});

/** The facts about a user that a new password is checked against, together with the policies. */
export interface PasswordFacts {
  readonly user: UserRow;
  readonly settings: Settings;
  /** The user's hashes before the current one, newest first. */
  readonly history: PasswordHistory;
}

/**
 * Hashes a new password that the policies accept.
 * @param exceptSession the id of the session to keep
 * @throws AppError `general_argument_invalid`, `password_personal_data`, `password_recently_used`
 */
export async function newPassword(
  context: Context,
  { history, settings, user }: PasswordFacts,
  password: string,
  exceptSession?: string,
): Promise<UserChange> {
  assertAcceptable(settings, password, user);
  const current = storedPassword(user);
  const known =
    current === null ? history : [current, ...history.filter(({ password }) => password !== current.password)];
  await assertNew(settings, password, known);
  const stored = await hashPassword(password);
  return {
    event: "user.update",
    set: newColumns(context, stored),
    ...ending(context, exceptSession),
  };
}

/**
 * Gives the user a password hash of another service, within the cost ceilings of its format.
 * @param at when the password was set there, in milliseconds since the Unix epoch
 */
export const storedElsewhere = (context: Context, stored: StoredPassword, at: number): UserChange => ({
  event: "user.update",
  set: { ...newColumns(context, stored), passwordUpdate: at },
  ...ending(context),
});

/** Removes the user's password. The format of the hash stays. */
export const noPassword = (context: Context): UserChange => ({
  event: "user.update",
  set: newColumns(context, null),
  ...ending(context),
});

/** The columns of a user that a new password changes. */
const newColumns = ({ now }: Context, stored: StoredPassword | null) => ({
  ...columnsOf(stored),
  passwordUpdate: now,
  passwordHistory: historyWith(stored),
  passwordRecovered: false,
});

/**
 * The hashes that a user's row remembers after a change, newest first: the new one, the current one, and earlier ones,
 * as many as the policy remembers. The hash of a concurrent change is among them.
 */
const historyWith = (stored: StoredPassword | null): SQL =>
  sql`(SELECT json_group_array(json(value)) FROM (
    ${stored === null ? sql`` : sql`SELECT ${JSON.stringify(stored)} AS value UNION ALL `}
    SELECT json_object('hash', ${users.hash}, 'password', ${users.password}, 'options', json(${users.hashOptions})) AS value
      WHERE ${users.password} <> ''
    UNION ALL SELECT value FROM json_each(${users.passwordHistory}) WHERE value ->> 'password' IS NOT ${users.password}
    LIMIT (SELECT ${settings.passwordHistory} FROM ${settings})))`;

/** The columns of a user that store a password. */
export const columnsOf = (stored: StoredPassword | null) =>
  stored === null
    ? { password: "" }
    : { password: stored.password, hash: stored.hash, hashOptions: JSON.stringify(stored.options) };
