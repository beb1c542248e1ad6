/** Begins, changes and ends sessions, as part of a larger batch. `who` and `self` pick a row of users, or none. */
import { randomBytes } from "node:crypto";
import { toHex } from "../../lib/crypto/digest.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import { and, build, insertFrom, ne, type SQL, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
import type { Batch, Handle } from "../../storage/batch.ts";
import { addEnding, putOrigin, sessionKey } from "../../storage/kv.ts";
import { integer, reader } from "../../storage/reader.ts";
import { sessions, settings, users } from "../../storage/schema/index.ts";
import { type Actor, appendLog } from "../audit/index.ts";
import type { Context, SealedTokens } from "../context/index.ts";
import { digestOf, isLive, isOf, returnedSession } from "./columns.ts";

/** Random bytes of a secret (docs/spec/models.md#session-secret). */
const secretBytes = 128;

/** The KV key of a session's body. */
const key = sql`${sessionKey("")} || ${sessions.id}`;

/** Bodies that expire within this number of milliseconds are not deleted: a deletion costs as much as ten reads. */
const leftToKv = 86_400_000;

/** The result of a statement that ends sessions: the KV body to delete; null: it expires soon by itself. */
const endedBody = (now: number) => ({ key: sql`CASE WHEN ${sessions.expire} > ${now + leftToKv} THEN ${key} END` });

/** The fields of a new session. */
export interface SessionInput {
  readonly provider: string;
  readonly providerUid: string;
  readonly factors: readonly string[];
  /** Whether a mailed recovery has set the password; left out: no. */
  readonly passwordRecovered?: boolean;
  /** The provider's tokens, and the id of the session that they are sealed for. */
  readonly provided?: { readonly id: string; readonly tokens: SealedTokens };
}

/** The id of a new session, its secret, and the digest that is stored. */
export interface SessionCredentials {
  readonly id: string;
  readonly secret: string;
  readonly digest: string;
}

/** A session that is about to be written. */
export interface NewSession extends SessionInput, SessionCredentials {}

/** Makes the credentials of a new session. @param id left out: a new one */
export function newCredentials(now: number, id = generateId(now)): SessionCredentials {
  const secret = toHex(randomBytes(secretBytes));
  return { id, secret, digest: digestOf(secret) };
}

export const newSession = (input: SessionInput, now: number): NewSession => ({
  ...input,
  ...newCredentials(now, input.provided?.id),
});

const begunSession = reader({ expire: integer(sessions.expire) });

/** A session that a batch begins. */
export interface BegunSession {
  readonly session: NewSession;
  /** When it ends, in milliseconds since the Unix epoch, once the batch has run; null: it was not begun. */
  readonly expire: number | null;
}

/** Begins a session of the user, unless they are blocked (`insertSessionFrom`). */
export function insertSession(batch: Batch, context: Context, session: NewSession, who: Where<"users">): BegunSession {
  const { factors, passwordRecovered, provided, provider, providerUid } = session;
  const begun = insertSessionFrom(
    batch,
    context,
    session,
    {
      provider,
      providerUid,
      factors: JSON.stringify(factors),
      passwordRecovered,
      providerAccessToken: provided?.tokens.accessToken,
      providerRefreshToken: provided?.tokens.refreshToken,
      providerAccessTokenExpiry: provided?.tokens.accessTokenExpiry,
    },
    sql`${users}, ${settings} WHERE ${who}`,
  );
  return {
    session,
    get expire() {
      return begun.expire;
    },
  };
}

/** The columns of a new session that say how it began, as values or SQL. */
interface SessionColumns {
  readonly provider: string | SQL;
  readonly providerUid: string;
  /** JSON. */
  readonly factors: string | SQL;
  readonly passwordRecovered?: boolean | undefined;
  readonly providerAccessToken?: string | undefined;
  readonly providerRefreshToken?: string | null | undefined;
  readonly providerAccessTokenExpiry?: number | null | undefined;
}

/**
 * Begins a session of a user, unless they are blocked. KV stores its origin, after the commit. A session that is
 * committed too late for the response is ended, because no client has its secret.
 * @param from the tables of a query, among them users and settings, and its condition, which picks one row at most
 */
export function insertSessionFrom(
  batch: Batch,
  context: Context,
  credentials: SessionCredentials,
  columns: SessionColumns,
  from: SQL,
): { readonly expire: number | null } {
  const { client, kv, now } = context;
  const { digest, id } = credentials;
  const inserted = batch.add(
    insertFrom(
      sessions,
      {
        id,
        createdAt: now,
        updatedAt: now,
        userSeq: users.seq,
        digest,
        expire: sql`${now} + ${settings.sessionDuration} * 1000`,
        ...columns,
      },
      sql`FROM ${from} AND ${users.status} = 1`,
    ).returning(begunSession.returning),
  );
  const begun = {
    get expire() {
      return inserted.row === undefined ? null : begunSession.read(inserted.row).expire;
    },
  };
  batch.afterCommit(() => begun.expire !== null && putOrigin(kv, sessionKey(id), client, (begun.expire - now) / 1000));
  batch.ifUnanswered((ending) => {
    endSession(ending, context, hasBegun(credentials), id, sql`${sessions.digest} = ${digest}`);
  });
  return begun;
}

/** Picks the user whose session this batch has begun; no row, if it was not begun. */
export const hasBegun = ({ digest }: SessionCredentials): Where<"users"> =>
  where(users)`${users.seq} = (SELECT ${sessions.userSeq} FROM ${sessions} WHERE ${sessions.digest} = ${digest})`;

/** Whether the session has been begun by this batch. */
export const isBegun = ({ digest }: SessionCredentials): SQL =>
  sql`EXISTS (SELECT 1 FROM ${sessions} WHERE ${sessions.digest} = ${digest})`;

/** Adds a log row for each valid session that is about to end. @param actor who ends them, if not the caller */
function logEnding(batch: Batch, context: Context, which: SQL, actor?: Actor): void {
  const self = where(sessions)`${which} AND ${isLive(context.now)}`;
  batch.add(appendLog(context, "session.delete", "session", self, actor));
}

/** The sessions of the user whose session this batch has begun. */
const areBeside = ({ digest }: SessionCredentials): Where<"sessions"> =>
  where(
    sessions,
  )`${sessions.userSeq} = (SELECT ${sessions.userSeq} FROM ${sessions} WHERE ${sessions.digest} = ${digest})`;

/**
 * Ends the oldest sessions, beyond the project's limit, of the user whose session this batch has begun.
 * @param actor who signs in
 */
export function trimSessions(batch: Batch, context: Context, begun: SessionCredentials, actor: Actor): void {
  const isCounted = sql`${areBeside(begun)} AND ${isLive(context.now)}`;
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

/**
 * A statement that adds factors to a user's session that lacks them. It returns the session (columns.ts).
 * @param userSeq `users.seq`
 * @param isMet the condition for the change
 * @param mfaUpdatedAt when a challenge was completed, in milliseconds since the Unix epoch; left out: none was
 */
export const addFactors = (
  { now }: Context,
  userSeq: number,
  sessionId: string,
  factors: readonly string[],
  isMet: SQL,
  mfaUpdatedAt?: number,
): Statement =>
  build
    .update(sessions)
    .set({
      factors: sql`(SELECT json_group_array(value) FROM (
        SELECT value FROM json_each(${sessions.factors}) UNION ALL SELECT value FROM json_each(${JSON.stringify(factors)})
        WHERE value NOT IN (SELECT value FROM json_each(${sessions.factors}))))`,
      updatedAt: now,
      ...(mfaUpdatedAt !== undefined && { mfaUpdatedAt }),
    })
    .where(sql`${sessions.userSeq} = ${userSeq} AND ${sessions.id} = ${sessionId} AND ${isMet}`)
    .returning(returnedSession);
