/** Reads sessions: the columns that they come back as, and which of them count. `who` picks a row of users, or none. */
import { type SQL, sql } from "drizzle-orm";
import { sha256, toHex } from "../../lib/crypto/digest.ts";
import { render, type Slot } from "../../storage/db.ts";
import { integer, isTexts, json, orNull, type Row, text } from "../../storage/row.ts";
import { sessions, users } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import type { SealedTokens, StoredSession } from "../context/index.ts";

const columns = {
  sessionId: sessions.id,
  sessionCreatedAt: sessions.createdAt,
  sessionUpdatedAt: sessions.updatedAt,
  expire: sessions.expire,
  provider: sessions.provider,
  providerUid: sessions.providerUid,
  factors: sessions.factors,
  mfaUpdatedAt: sessions.mfaUpdatedAt,
  providerAccessToken: sessions.providerAccessToken,
  providerRefreshToken: sessions.providerRefreshToken,
  providerAccessTokenExpiry: sessions.providerAccessTokenExpiry,
};

const named = Object.entries(columns).map(([name, column]) => ({ name, column: sql`${column}` }));

/** What a SELECT lists of a session. */
export const sessionColumns: SQL = render(
  sql.join(
    named.map(({ column, name }) => sql`${column} AS ${sql.identifier(name)}`),
    sql`, `,
  ),
);

/** What a statement that writes a session can return of it. */
export const returnedSession = Object.fromEntries(named.map(({ column, name }) => [name, column.as(name)]));

/** A row of `sessionColumns`, or of `returnedSession`, read. */
export const toStoredSession = (row: Row): StoredSession => ({
  id: text(row, "sessionId"),
  createdAt: integer(row, "sessionCreatedAt"),
  updatedAt: integer(row, "sessionUpdatedAt"),
  expire: integer(row, "expire"),
  provider: text(row, "provider"),
  providerUid: text(row, "providerUid"),
  factors: json(row, "factors", isTexts),
  mfaUpdatedAt: orNull(integer, row, "mfaUpdatedAt"),
  providerTokens: toSealedTokens(row),
});

/** The tokens of a row that has the columns of them; still sealed. */
export function toSealedTokens(row: Row): SealedTokens | null {
  const accessToken = orNull(text, row, "providerAccessToken");
  if (accessToken === null) return null;
  return {
    accessToken,
    refreshToken: orNull(text, row, "providerRefreshToken"),
    accessTokenExpiry: orNull(integer, row, "providerAccessTokenExpiry"),
  };
}

export const digestOf = (secret: string): string => toHex(sha256(secret));

/** Whether a session has not ended: the instant of its end is its last (docs/spec/access.md#user-authentication). */
export const lasts = (now: number | Slot): SQL => sql`+${sessions.expire} >= ${now}`;

/** Whether a session counts: it has not ended, and its user has not been blocked since it began. */
export const isLive = (now: number | Slot): SQL => sql`${sessions.revokedAt} IS NULL AND ${lasts(now)}`;

/** The sessions of a user. */
export const isOf = (who: SQL): SQL => sql`${sessions.userSeq} = ${seqOf(who)}`;

/** The user, if the session is theirs and counts. */
export const hasSession = (who: SQL, sessionId: string | Slot, now: number | Slot): SQL =>
  sql`${who} AND EXISTS (SELECT 1 FROM ${sessions}
    WHERE ${sessions.id} = ${sessionId} AND ${sessions.userSeq} = ${users.seq} AND ${isLive(now)})`;
