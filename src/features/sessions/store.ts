/**
 * Sessions. D1 says whether one counts, KV where it was begun (design.md 3). `who` and `self` pick a row of users, or none.
 */
import { randomBytes } from "node:crypto";
import { and, ne, type SQL, sql } from "drizzle-orm";
import { sha256, toHex } from "../../crypto/digest.ts";
import { generateId } from "../../crypto/ids.ts";
import { placeOf } from "../../devices/place.ts";
import { AppError } from "../../errors/app-error.ts";
import type { SealedTokens, StoredSession } from "../../http/caller.ts";
import type { Context } from "../../http/context.ts";
import type { Page } from "../../models/model.ts";
import type { SessionRow } from "../../models/session.ts";
import { forget, type Origin, putOrigin, readOrigins, sessionKey } from "../../storage/bodies.ts";
import { build, prepared, render, slot, type Slot, type Statement } from "../../storage/db.ts";
import { boolean, integer, isTexts, json, orNull, type Row, text } from "../../storage/row.ts";
import { sessions, settings, users } from "../../storage/schema/index.ts";
import { sessionAccessToken, sessionRefreshToken } from "../../storage/sealed.ts";
import { appendLog, insertLog, logFields } from "../logs/store.ts";
import type { UserKey } from "../users/store.ts";
import { openTokens, type TokenColumns } from "./provider-tokens.ts";

export { openTokens, sealTokens } from "./provider-tokens.ts";

/** Random bytes of a secret (spec/users.md 2.3). */
const secretBytes = 128;

/** Sessions that one answer shows (spec/users.md 1.7). */
const shownMax = 1_000;

/** What a SELECT lists of a session. */
export const sessionColumns: SQL =
  render(sql`${sessions.id} AS "sessionId", ${sessions.createdAt} AS "sessionCreatedAt",
  ${sessions.updatedAt} AS "sessionUpdatedAt", ${sessions.expire} AS "expire", ${sessions.provider} AS "provider",
  ${sessions.providerUid} AS "providerUid", ${sessions.factors} AS "factors", ${sessions.mfaUpdatedAt} AS "mfaUpdatedAt",
  ${sessions.providerAccessToken} AS "providerAccessToken", ${sessions.providerRefreshToken} AS "providerRefreshToken",
  ${sessions.providerAccessTokenExpiry} AS "providerAccessTokenExpiry"`);

/** Where sessions have what a provider gave. */
export const sessionTokens: TokenColumns = { access: sessionAccessToken, refresh: sessionRefreshToken };

/** A row of `sessionColumns`, read. */
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

/** Whether a session counts: it has not ended, and its user has not been blocked since it began. */
export const isLive = (now: number | Slot): SQL => sql`${sessions.revokedAt} IS NULL AND +${sessions.expire} > ${now}`;

/** The sessions of a user. */
const isOf = (self: SQL): SQL => sql`${sessions.userSeq} = (SELECT ${users.seq} FROM ${users} WHERE ${self})`;

/** What a statement that ends sessions returns of each: where KV has its body. */
const key = sql<string>`${sessionKey("")} || ${sessions.id}`.as("key");

export const digestOf = (secret: string): string => toHex(sha256(secret));

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

/** A statement that begins a session of the user, unless they are blocked. It returns when the session ends. */
export function insertSession({ now }: Context, seed: SessionSeed, who: SQL): Statement {
  const { accessToken = null, accessTokenExpiry = null, refreshToken = null } = seed.provided?.tokens ?? {};
  return build
    .insert(sessions)
    .select(
      sql`SELECT NULL, ${seed.id}, ${now}, ${now}, ${users.seq}, ${seed.digest}, ${seed.provider}, ${seed.providerUid},
        ${now} + ${settings.sessionDuration} * 1000, ${JSON.stringify(seed.factors)}, NULL, NULL,
        ${accessToken}, ${refreshToken}, ${accessTokenExpiry}
        FROM ${users}, ${settings} WHERE ${who} AND ${users.status} = 1`,
    )
    .returning({ expire: sessions.expire });
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

/** A session that is written: keeps where it was begun, and shows it as the client that began it sees it. */
export function begun(context: Context, seed: SessionSeed, userId: string, expire: number): StoredSession & Shown {
  const { client, kv, now, waitUntil } = context;
  waitUntil(putOrigin(kv, sessionKey(seed.id), client, (expire - now) / 1000));
  const { factors, id, provider, providerUid } = seed;
  const stored = { id, createdAt: now, updatedAt: now, expire, provider, providerUid, factors, mfaUpdatedAt: null };
  return { ...stored, providerTokens: seed.provided?.tokens ?? null, userId, origin: client };
}

interface Shown {
  readonly userId: string;
  readonly origin: Origin | undefined;
}

/** A session as it is shown; without its secret. */
export async function toSessionRow(
  context: Context,
  { origin, providerTokens, ...session }: StoredSession & Shown,
): Promise<SessionRow> {
  return {
    ...session,
    provided: providerTokens && (await openTokens(context.config, sessionTokens, session.id, providerTokens)),
    place: placeOf(origin, context.locale),
    current: isCurrent(context, session.id),
    secret: "",
  };
}

const isCurrent = ({ caller }: Context, sessionId: string): boolean =>
  caller.kind === "user" && caller.session?.id === sessionId;

/** Shows sessions with where they were begun, as far as KV tells. */
async function showSessions(context: Context, userId: string, stored: readonly StoredSession[]): Promise<SessionRow[]> {
  const keys = stored.map(({ id }) => sessionKey(id));
  const origins = await readOrigins(context.kv, keys);
  return Promise.all(
    stored.map((session) => toSessionRow(context, { ...session, userId, origin: origins.get(sessionKey(session.id)) })),
  );
}

/** Shows one session with where it was begun, as far as KV tells. */
export async function showSession(context: Context, userId: string, stored: StoredSession): Promise<SessionRow> {
  const key = sessionKey(stored.id);
  const origins = await readOrigins(context.kv, [key]);
  return toSessionRow(context, { ...stored, userId, origin: origins.get(key) });
}

/**
 * Reads the user's sessions, oldest first, and how many there are.
 * @throws AppError `user_not_found`
 */
export async function listSessions(context: Context, who: SQL, isCounted: boolean): Promise<Page<SessionRow>> {
  const { db, now } = context;
  const mine = sql`${isOf(who)} AND ${isLive(now)}`;
  const [[user], rows] = await db.batch([
    sql`SELECT ${users.id} AS "id",
      ${isCounted ? sql`(SELECT count(*) FROM ${sessions} WHERE ${mine})` : sql`0`} AS "total"
      FROM ${users} WHERE ${who}`,
    sql`SELECT ${sessionColumns} FROM ${sessions} WHERE ${mine} ORDER BY ${sessions.seq} LIMIT ${shownMax}`,
  ]);
  if (user === undefined) throw new AppError("user_not_found");
  return {
    total: integer(user, "total"),
    rows: await showSessions(context, text(user, "id"), rows.map(toStoredSession)),
  };
}

/** @throws AppError `user_session_not_found` */
export async function getSession({ db, now }: Context, who: SQL, sessionId: string): Promise<StoredSession> {
  const [[row]] = await db.batch([
    sql`SELECT ${sessionColumns} FROM ${sessions} WHERE ${isOf(who)} AND ${sessions.id} = ${sessionId} AND ${isLive(now)}`,
  ]);
  if (row === undefined) throw new AppError("user_session_not_found");
  return toStoredSession(row);
}

/** New tokens of a provider, and the old ones that they were had for. */
export interface RenewedTokens {
  readonly before: SealedTokens;
  readonly after: SealedTokens;
}

/** A statement that keeps new tokens, unless somebody else has renewed them in between. */
const renewTokens = (self: SQL, { after, before }: RenewedTokens): Statement =>
  build
    .update(sessions)
    .set({
      providerAccessToken: after.accessToken,
      providerRefreshToken: after.refreshToken,
      providerAccessTokenExpiry: after.accessTokenExpiry,
    })
    .where(sql`${self} AND ${sessions.providerRefreshToken} = ${before.refreshToken}`);

/**
 * Lets a session end as late as one that begins now would, and its body in KV with it.
 * @throws AppError `user_session_not_found`
 */
export async function extendSession(
  context: Context,
  who: SQL,
  { sessionId, userId }: { readonly sessionId: string; readonly userId: string },
  renewed: RenewedTokens | null = null,
): Promise<SessionRow> {
  const { db, kv, now, waitUntil } = context;
  const self = sql`${isOf(who)} AND ${sessions.id} = ${sessionId} AND ${isLive(now)}`;
  const results = await db.batch([
    ...(renewed === null ? [] : [renewTokens(self, renewed)]),
    build
      .update(sessions)
      .set({ expire: sql`${now} + (SELECT ${settings.sessionDuration} FROM ${settings}) * 1000`, updatedAt: now })
      .where(self),
    appendLog(context, "session.update", "user", hasSession(who, sessionId, now)),
    sql`SELECT ${sessionColumns} FROM ${sessions} WHERE ${self}`,
  ]);
  const row = results.at(-1)?.[0];
  if (row === undefined) throw new AppError("user_session_not_found");
  const session = toStoredSession(row);
  const key = sessionKey(sessionId);
  const origin = (await readOrigins(kv, [key])).get(key);
  if (origin !== undefined) waitUntil(putOrigin(kv, key, origin, (session.expire - now) / 1000));
  return toSessionRow(context, { ...session, userId, origin });
}

/** The user, if the session is theirs and counts. */
export const hasSession = (who: SQL, sessionId: string | Slot, now: number | Slot): SQL =>
  sql`${who} AND EXISTS (SELECT 1 FROM ${sessions}
    WHERE ${sessions.id} = ${sessionId} AND ${sessions.userSeq} = ${users.seq} AND ${isLive(now)})`;

/** A statement that adds factors to a session that has them not. @param isMet what must be true for it */
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
    .where(sql`${sessions.id} = ${sessionId} AND ${isMet}`);

/**
 * Begins a session without asking for a password.
 * @throws AppError `user_not_found`, `user_blocked`
 */
export async function createSession(context: Context, who: SQL, seed: SessionSeed): Promise<SessionRow> {
  const { db } = context;
  const [[user], [session]] = await db.batch([
    sql`SELECT ${users.id} AS "id", ${users.status} AS "status" FROM ${users} WHERE ${who}`,
    insertSession(context, seed, who),
    appendLog(context, "session.create", "user", hasBegun(seed)),
  ]);
  if (user === undefined) throw new AppError("user_not_found");
  if (!boolean(user, "status") || session === undefined) throw new AppError("user_blocked");
  return toSessionRow(context, begun(context, seed, text(user, "id"), integer(session, "expire")));
}

/** The statements that end one session, for a `who` with slots. */
function ending(who: SQL) {
  const [sessionId, now] = [slot("sessionId"), slot("now")];
  return {
    user: prepared(() => sql`SELECT ${users.seq} AS "seq" FROM ${users} WHERE ${who}`),
    log: prepared(() => insertLog("user", hasSession(who, sessionId, now), slot)),
    session: prepared(() =>
      build
        .delete(sessions)
        .where(sql`${isOf(who)} AND ${sessions.id} = ${sessionId} AND ${isLive(now)}`)
        .returning({ key }),
    ),
  };
}

const endings = {
  byId: ending(sql`lower(${users.id}) = ${slot("lowerId")} AND ${users.id} = ${slot("id")}`),
  bySeq: ending(sql`${users.seq} = ${slot("seq")}`),
};

/**
 * Ends one session of the user.
 * @throws AppError `user_not_found`, `user_session_not_found`
 */
export async function deleteSession(context: Context, user: UserKey, sessionId: string): Promise<void> {
  const { db, now } = context;
  const isSeq = typeof user === "number";
  const end = isSeq ? endings.bySeq : endings.byId;
  const self = { ...(isSeq ? { seq: user } : { id: user, lowerId: user.toLowerCase() }), sessionId, now };
  const [[found], , ended] = await db.batch([
    end.user(self),
    end.log({ ...self, ...logFields(context, "session.delete") }),
    end.session(self),
  ]);
  if (found === undefined) throw new AppError("user_not_found");
  if (ended.length === 0) throw new AppError("user_session_not_found");
  forget(context, ended);
}

/**
 * Ends all sessions of the user.
 * @throws AppError `user_not_found`
 */
export async function deleteSessions(context: Context, who: SQL): Promise<void> {
  const { db } = context;
  const [[user], , ended] = await db.batch([
    sql`SELECT ${users.seq} AS "seq" FROM ${users} WHERE ${who}`,
    appendLog(context, "session.delete", "user", who),
    endSessions(who),
  ]);
  if (user === undefined) throw new AppError("user_not_found");
  forget(context, ended);
}
