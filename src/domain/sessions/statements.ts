/** Statements that begin, change and end sessions, for the batches of whoever does. `who` and `self` pick a row of users, or none. */
import { randomBytes } from "node:crypto";
import { and, ne, type SQL, sql } from "drizzle-orm";
import { toHex } from "../../lib/crypto/digest.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import { build, type Statement } from "../../storage/db.ts";
import { insertFrom } from "../../storage/insert.ts";
import { sessionKey } from "../../storage/kv.ts";
import { integer, reader } from "../../storage/reader.ts";
import { sessions, settings, users } from "../../storage/schema/index.ts";
import type { Context, SealedTokens } from "../context/index.ts";
import { digestOf, isLive, isOf, returnedSession } from "./columns.ts";

/** Random bytes of a secret (docs/spec/models.md#session-secret). */
const secretBytes = 128;

/** What a statement that ends sessions returns of each: where KV has its body. */
export const key = sql<string>`${sessionKey("")} || ${sessions.id}`.as("key");

/** What a session begins with. */
export interface NewSession {
  readonly provider: string;
  readonly providerUid: string;
  readonly factors: readonly string[];
  /** What the provider gave, and the session's id that it is sealed for. */
  readonly provided?: { readonly id: string; readonly tokens: SealedTokens };
}

/** A session that is about to be written. */
export interface SessionSeed extends NewSession {
  readonly id: string;
  readonly secret: string;
  readonly digest: string;
}

export function seedSession(session: NewSession, now: number): SessionSeed {
  const secret = toHex(randomBytes(secretBytes));
  return { ...session, id: session.provided?.id ?? generateId(now), secret, digest: digestOf(secret) };
}

/** Reads the row that `insertSession` returns. */
export const begunSession = reader({ expire: integer(sessions.expire) });

/** A statement that begins a session of the user, unless they are blocked. It returns when the session ends. */
export function insertSession({ now }: Context, seed: SessionSeed, who: SQL): Statement {
  const { accessToken = null, accessTokenExpiry = null, refreshToken = null } = seed.provided?.tokens ?? {};
  return insertFrom(
    sessions,
    {
      id: seed.id,
      createdAt: now,
      updatedAt: now,
      userSeq: users.seq,
      digest: seed.digest,
      provider: seed.provider,
      providerUid: seed.providerUid,
      expire: sql`${now} + ${settings.sessionDuration} * 1000`,
      factors: JSON.stringify(seed.factors),
      providerAccessToken: accessToken,
      providerRefreshToken: refreshToken,
      providerAccessTokenExpiry: accessTokenExpiry,
    },
    sql`FROM ${users}, ${settings} WHERE ${who} AND ${users.status} = 1`,
  ).returning(begunSession.returning);
}

/** The user whose session has been begun by this batch; nobody, if it was not. */
export const hasBegun = ({ digest }: SessionSeed): SQL =>
  sql`${users.seq} = (SELECT ${sessions.userSeq} FROM ${sessions} WHERE ${sessions.digest} = ${digest})`;

/** Whether the session has been begun by this batch. */
export const isBegun = ({ digest }: SessionSeed): SQL =>
  sql`EXISTS (SELECT 1 FROM ${sessions} WHERE ${sessions.digest} = ${digest})`;

/** A statement that ends the user's oldest sessions beyond the project's limit. It returns their keys. */
export function trimSessions({ now }: Context, self: SQL): Statement {
  const isCounted = sql`${isOf(self)} AND ${isLive(now)}`;
  return build
    .delete(sessions)
    .where(
      sql`${isCounted} AND ${sessions.seq} <= (SELECT ${sessions.seq} FROM ${sessions} WHERE ${isCounted}
        ORDER BY ${sessions.seq} DESC LIMIT 1 OFFSET (SELECT ${settings.sessionLimit} FROM ${settings}))`,
    )
    .returning({ key });
}

/** A statement that ends all of the user's sessions, or all but one. It returns their keys. */
export const endSessions = (self: SQL, except?: string): Statement =>
  build
    .delete(sessions)
    .where(and(isOf(self), except === undefined ? undefined : ne(sessions.id, except)))
    .returning({ key });

/** A statement after which the user's sessions never count again; those who bear one can still be told that they are blocked. */
export const revokeSessions = ({ now }: Context, self: SQL): Statement =>
  build
    .update(sessions)
    .set({ revokedAt: now, updatedAt: now })
    .where(sql`${isOf(self)} AND ${sessions.revokedAt} IS NULL`)
    .returning({ key });

/** A statement that ends the session of an id, if the condition holds. It returns its key. */
export const endSession = (sessionId: string, condition: SQL): Statement =>
  build
    .delete(sessions)
    .where(sql`${sessions.id} = ${sessionId} AND ${condition}`)
    .returning({ key });

/**
 * A statement that adds factors to a session that has them not. It returns the session (columns.ts).
 * @param isMet what must be true for it
 * @param mfaUpdatedAt when a challenge was met, in milliseconds since the Unix epoch; left out: none was
 */
export const addFactors = (
  { now }: Context,
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
    .where(sql`${sessions.id} = ${sessionId} AND ${isMet}`)
    .returning(returnedSession);
