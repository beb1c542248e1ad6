/** Begins sessions, as part of a larger batch. `who` picks a row of users, or none. */
import { insertFrom, type SQL, sql, type Where } from "../../lib/sql/index.ts";
import type { Batch } from "../../storage/batch.ts";
import { putOrigin, sessionKey } from "../../storage/kv.ts";
import { integer, reader } from "../../storage/reader.ts";
import { sessions, settings, users } from "../../storage/schema/index.ts";
import type { Context, SealedTokens } from "../context/index.ts";
import { hasBegun, newCredentials, type SessionCredentials } from "./credentials.ts";
import { endSession } from "./end.ts";

/** The fields of a new session. */
export interface SessionInput {
  readonly provider: string;
  readonly providerUid: string;
  readonly factors: readonly string[];
  /** True: a mailed recovery has set the password. Left out: false. */
  readonly passwordRecovered?: boolean;
  /** The provider's tokens, and the id of the session that they are sealed for. */
  readonly provided?: { readonly id: string; readonly tokens: SealedTokens };
}

/** A session that is about to be written. */
export interface NewSession extends SessionInput, SessionCredentials {}

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
