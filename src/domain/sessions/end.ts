/** Ends sessions, as part of a larger batch. `who` and `self` pick a row of users, or none. */
import { and, build, ne, type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import type { Batch, Handle } from "../../storage/batch.ts";
import { addEnding, sessionKey } from "../../storage/kv.ts";
import { sessions, settings } from "../../storage/schema/index.ts";
import { type Actor, appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { isLive, isOf } from "./columns.ts";
import { bearerSeq, type SessionCredentials } from "./credentials.ts";

/** The KV key of a session's body. */
const key = sql`${sessionKey("")} || ${sessions.id}`;

/** Bodies that expire within this number of milliseconds are not deleted: a deletion costs as much as ten reads. */
const leftToKv = 86_400_000;

/** The result of a statement that ends sessions: the KV body to delete; null: it expires soon by itself. */
const endedBody = (now: number) => ({ key: sql`CASE WHEN ${sessions.expire} > ${now + leftToKv} THEN ${key} END` });

/** Adds a log row for each valid session that is about to end. @param actor who ends them, if not the caller */
function logEnding(batch: Batch, context: Context, which: SQL, actor?: Actor): void {
  const self = where(sessions)`${which} AND ${isLive(context.now)}`;
  batch.add(appendLog(context, "session.delete", "session", self, actor));
}

/**
 * Ends the oldest sessions, beyond the project's limit, of the user whose session this batch has begun.
 * @param actor who signs in
 */
export function trimSessions(batch: Batch, context: Context, begun: SessionCredentials, actor: Actor): void {
  const isCounted = sql`${sessions.userSeq} = ${bearerSeq(begun)} AND ${isLive(context.now)}`;
  const isBeyond = sql`${isCounted} AND ${sessions.seq} <= (SELECT ${sessions.seq} FROM ${sessions} WHERE ${isCounted}
    ORDER BY ${sessions.seq} DESC LIMIT 1 OFFSET (SELECT ${settings.sessionLimit} FROM ${settings}))`;
  logEnding(batch, context, isBeyond, actor);
  addEnding(batch, context, build.delete(sessions).where(isBeyond).returning(endedBody(context.now)));
}

/**
 * Ends all of the user's sessions, or all but one.
 * @param except the id of the session to keep
 * @param actor the actor, if not the caller
 */
export function endSessions(
  batch: Batch,
  context: Context,
  self: Where<"users">,
  except?: string,
  actor?: Actor,
): void {
  const which = and(isOf(self), except === undefined ? undefined : ne(sessions.id, except));
  logEnding(batch, context, which, actor);
  addEnding(batch, context, build.delete(sessions).where(which).returning(endedBody(context.now)));
}

/**
 * Deletes the sessions of a user who is deleted: the log row of the user's deletion covers them. Their KV bodies are
 * deleted too.
 */
export function dropSessions(batch: Batch, context: Context, self: Where<"users">): void {
  addEnding(batch, context, build.delete(sessions).where(isOf(self)).returning({ key }));
}

/** Revokes the user's sessions for good. Their rows stay, so that a refusal can say that the user is blocked. */
export function revokeSessions(batch: Batch, context: Context, self: Where<"users">): void {
  const { now } = context;
  logEnding(batch, context, isOf(self));
  const revocation = build
    .update(sessions)
    .set({ revokedAt: now, updatedAt: now })
    .where(sql`${isOf(self)} AND ${sessions.revokedAt} IS NULL`)
    .returning(endedBody(now));
  addEnding(batch, context, revocation);
}

/** Ends one of the user's sessions, if the condition holds. @param actor who ends it, if not the caller */
export function endSession(
  batch: Batch,
  context: Context,
  who: Where<"users">,
  sessionId: string,
  condition: SQL,
  actor?: Actor,
): Handle {
  const which = sql`${isOf(who)} AND ${sessions.id} = ${sessionId} AND ${condition}`;
  logEnding(batch, context, which, actor);
  return addEnding(batch, context, build.delete(sessions).where(which).returning(endedBody(context.now)));
}
