/** Changes after which nobody is served on a session, token or JWT of before (design.md 2, 3, 5). */
import { sql } from "drizzle-orm";
import type { Context } from "../../http/context.ts";
import type { StoredPassword } from "../../passwords/registry.ts";
import { settings } from "../../storage/schema/index.ts";
import { endSessions, revokeSessions } from "../sessions/store.ts";
import { endTokens } from "../tokens/store.ts";
import type { Change } from "./store.ts";

export const block = (context: Context): Change => ({
  event: "user.update",
  set: { status: false },
  raisesEpoch: sql`1`,
  ends: (self) => [revokeSessions(context, self), endTokens(self)],
});

/** What was revoked stays so. */
export const letIn: Change = { event: "user.update", set: { status: true } };

/** Whether the project has a new password end what was before it. */
const isInvalidating = sql`(SELECT ${settings.sessionInvalidation} FROM ${settings})`;

/**
 * @param stored null: the user is left without a password. The format stays: there is nothing to hash
 * @param exceptSession the id of a session that goes on
 */
export function newPassword({ now }: Context, stored: StoredPassword | null, exceptSession?: string): Change {
  return {
    event: "user.update",
    set: { ...columnsOf(stored), passwordUpdate: now },
    raisesEpoch: isInvalidating,
    ends(self) {
      const theirs = sql`${self} AND ${isInvalidating}`;
      return [endSessions(theirs, exceptSession), endTokens(theirs)];
    },
  };
}

/** The columns of a user that a password is kept in. */
export const columnsOf = (stored: StoredPassword | null) =>
  stored === null
    ? { password: "" }
    : { password: stored.password, hash: stored.hash, hashOptions: JSON.stringify(stored.options) };
