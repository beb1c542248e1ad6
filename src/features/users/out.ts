/** Changes after which nobody is served on a session, token or JWT of before (design.md 2, 3, 5). */
import { sql } from "drizzle-orm";
import type { Context } from "../../http/context.ts";
import type { Settings } from "../../models/settings.ts";
import { storedPassword, type UserRow } from "../../models/user.ts";
import { hashPassword, type StoredPassword } from "../../passwords/registry.ts";
import { settings } from "../../storage/schema/index.ts";
import { assertAcceptable, assertNew, type PasswordHistory, remembered } from "../policies/store.ts";
import { endSessions, revokeSessions } from "../sessions/store.ts";
import { removeDevices } from "../targets/store.ts";
import { endTokens } from "../tokens/store.ts";
import type { Change } from "./store.ts";

export const block = (context: Context): Change => ({
  event: "user.update",
  set: { status: false },
  raisesEpoch: sql`1`,
  after: (self) => [removeDevices(self)],
  ends: (self) => [revokeSessions(context, self), endTokens(self)],
});

/** What was revoked stays so. */
export const letIn: Change = { event: "user.update", set: { status: true } };

/** Whether the project has a new password end what was before it. */
const isInvalidating = sql`(SELECT ${settings.sessionInvalidation} FROM ${settings})`;

/** What ends what was before a new password, if the project has it so. */
const ending = (exceptSession?: string): Pick<Change, "raisesEpoch" | "ends"> => ({
  raisesEpoch: isInvalidating,
  ends(self) {
    const theirs = sql`${self} AND ${isInvalidating}`;
    return [endSessions(theirs, exceptSession), endTokens(theirs)];
  },
});

/** What a new password is held to, besides the policies. */
export interface PasswordFacts {
  readonly user: UserRow;
  readonly settings: Settings;
  /** The user's hashes before the current one, newest first. */
  readonly history: PasswordHistory;
}

/**
 * Hashes a new password that the policies accept.
 * @param exceptSession the id of a session that goes on
 * @throws AppError `general_argument_invalid`, `password_personal_data`, `password_recently_used`
 */
export async function newPassword(
  { now }: Context,
  { history, settings, user }: PasswordFacts,
  password: string,
  exceptSession?: string,
): Promise<Change> {
  assertAcceptable(settings, password, user);
  const current = storedPassword(user);
  const known =
    current === null ? history : [current, ...history.filter(({ password }) => password !== current.password)];
  await assertNew(settings, password, known);
  const stored = await hashPassword(password);
  const passwordHistory = JSON.stringify(remembered(settings, stored, known));
  return {
    event: "user.update",
    set: { ...columnsOf(stored), passwordUpdate: now, passwordHistory },
    ...ending(exceptSession),
  };
}

/** Leaves the user without a password. The format stays: there is nothing to hash. */
export const noPassword = ({ now }: Context): Change => ({
  event: "user.update",
  set: { ...columnsOf(null), passwordUpdate: now },
  ...ending(),
});

/** The columns of a user that a password is kept in. */
export const columnsOf = (stored: StoredPassword | null) =>
  stored === null
    ? { password: "" }
    : { password: stored.password, hash: stored.hash, hashOptions: JSON.stringify(stored.options) };
