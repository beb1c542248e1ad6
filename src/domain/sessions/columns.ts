/** Reads sessions: their columns, and the conditions of a valid session. `who` picks a row of users, or none. */
import { sha256, toHex } from "../../lib/crypto/digest.ts";
import { type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import { type PartKey, selectParts } from "../../storage/part.ts";
import { boolean, integer, json, reader, text } from "../../storage/reader.ts";
import { isTexts, type Row } from "../../storage/row.ts";
import { type identities, sessions, users } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import type { SealedTokens, StoredSession } from "../context/index.ts";

/** Reads the provider's tokens, still sealed, from a table that has them; null: none. */
export function sealedTokensOf(table: typeof sessions | typeof identities) {
  const { read, ...tokens } = reader(
    {
      accessToken: text(table.providerAccessToken),
      refreshToken: text(table.providerRefreshToken),
      accessTokenExpiry: integer(table.providerAccessTokenExpiry),
    },
    "provided.",
  );
  return {
    ...tokens,
    read(row: Row): SealedTokens | null {
      const { accessToken, ...others } = read(row);
      return accessToken === null ? null : { accessToken, ...others };
    },
  };
}

const tokens = sealedTokensOf(sessions);

const session = reader(
  {
    id: text(sessions.id),
    createdAt: integer(sessions.createdAt),
    updatedAt: integer(sessions.updatedAt),
    expire: integer(sessions.expire),
    provider: text(sessions.provider),
    providerUid: text(sessions.providerUid),
    factors: json(isTexts, sessions.factors),
    mfaUpdatedAt: integer(sessions.mfaUpdatedAt),
    passwordRecovered: boolean(sessions.passwordRecovered),
  },
  "session.",
);

/** The columns of a session in a SELECT. */
export const sessionColumns = sql`${session.columns}, ${tokens.columns}`;

/** The columns of a session in RETURNING. */
export const returnedSession = sql`${session.returning}, ${tokens.returning}`;

/** A row of `sessionColumns`, or of `returnedSession`, read. */
export const toStoredSession = (row: Row): StoredSession => ({
  ...session.read(row),
  providerTokens: tokens.read(row),
});

export const digestOf = (secret: string): string => toHex(sha256(secret));

/** Whether a session has not expired. It is still valid at the instant of `expire` (docs/spec/access.md#user-authentication). */
export const lasts = (now: number | SQL): Where<"sessions"> => where(sessions)`+${sessions.expire} >= ${now}`;

/** Whether a session is valid: it has not expired, and its user has not been blocked since it began. */
export const isLive = (now: number | SQL): Where<"sessions"> =>
  where(sessions)`${sessions.revokedAt} IS NULL AND ${lasts(now)}`;

/** The sessions of a user. */
export const isOf = (who: Where<"users">): Where<"sessions"> => where(sessions)`${sessions.userSeq} = ${seqOf(who)}`;

/** The user, if the session is theirs and is valid. */
export const hasSession = (who: Where<"users">, sessionId: string, now: number): Where<"users"> =>
  where(users)`${who} AND EXISTS (SELECT 1 FROM ${sessions}
    WHERE ${sessions.id} = ${sessionId} AND ${sessions.userSeq} = ${users.seq} AND ${isLive(now)})`;

/** A query for sessions that events are about. */
export const selectSessionParts = (keys: readonly PartKey[]): SQL => selectParts(sessions, sessionColumns, keys, "id");
