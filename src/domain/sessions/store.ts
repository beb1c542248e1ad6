/**
 * Sessions. D1 says whether one counts, KV where it was begun (docs/decisions/0012-d1-decides-kv-carries.md). `who`
 * picks a row of users, or none.
 */
import { type SQL, sql } from "drizzle-orm";
import { AppError } from "../../errors/app-error.ts";
import type { Page } from "../../models/model.ts";
import type { SessionRow } from "../../models/session.ts";
import type { UserKey } from "../../models/user.ts";
import { build, isChanged, prepared, slot } from "../../storage/db.ts";
import { forget, putOrigin, readOrigins, sessionKey } from "../../storage/kv.ts";
import { boolean, integer, reader, text } from "../../storage/reader.ts";
import { sessions, settings, users } from "../../storage/schema/index.ts";
import { appendLog, insertLog, logFields } from "../audit/index.ts";
import type { Context, StoredSession } from "../context/index.ts";
import { hasSession, isLive, isOf, returnedSession, sessionColumns, toStoredSession } from "./columns.ts";
import { type RenewedTokens, renewTokens } from "./provider-tokens.ts";
import { begun, showSessions, toSessionRow } from "./show.ts";
import { begunSession, endSessions, hasBegun, insertSession, key, type SessionSeed } from "./statements.ts";

/** Sessions that one answer shows (docs/spec/users.md#sessions). */
const shownMax = 1_000;

const owner = reader({ id: text(users.id), total: integer() });

/**
 * Reads the user's sessions, oldest first, and how many there are.
 * @throws AppError `user_not_found`
 */
export async function listSessions(context: Context, who: SQL, isCounted: boolean): Promise<Page<SessionRow>> {
  const { db, now } = context;
  const mine = sql`${isOf(who)} AND ${isLive(now)}`;
  const total = isCounted ? sql`(SELECT count(*) FROM ${sessions} WHERE ${mine})` : sql`0`;
  const [[user], rows] = await db.batch([
    sql`SELECT ${owner.with({ total })} FROM ${users} WHERE ${who}`,
    sql`SELECT ${sessionColumns} FROM ${sessions} WHERE ${mine} ORDER BY ${sessions.seq} LIMIT ${shownMax}`,
  ]);
  if (user === undefined) throw new AppError("user_not_found");
  const found = owner.read(user);
  return { total: found.total, rows: await showSessions(context, found.id, rows.map(toStoredSession)) };
}

/** @throws AppError `user_session_not_found` */
export async function getSession({ db, now }: Context, who: SQL, sessionId: string): Promise<StoredSession> {
  const [[row]] = await db.batch([
    sql`SELECT ${sessionColumns} FROM ${sessions} WHERE ${isOf(who)} AND ${sessions.id} = ${sessionId} AND ${isLive(now)}`,
  ]);
  if (row === undefined) throw new AppError("user_session_not_found");
  return toStoredSession(row);
}

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
      .where(self)
      .returning(returnedSession),
    appendLog(context, "session.update", "user", sql`${who} AND ${isChanged}`),
  ]);
  const row = results.at(-2)?.[0];
  if (row === undefined) throw new AppError("user_session_not_found");
  const session = toStoredSession(row);
  const key = sessionKey(sessionId);
  const origin = (await readOrigins(kv, [key])).get(key);
  if (origin !== undefined) waitUntil(putOrigin(kv, key, origin, (session.expire - now) / 1000));
  return toSessionRow(context, { ...session, userId, origin });
}

const beginner = reader({ id: text(users.id), status: boolean(users.status) });

/**
 * Begins a session without asking for a password.
 * @throws AppError `user_not_found`, `user_blocked`
 */
export async function createSession(context: Context, who: SQL, seed: SessionSeed): Promise<SessionRow> {
  const { db } = context;
  const [[user], [session]] = await db.batch([
    sql`SELECT ${beginner.columns} FROM ${users} WHERE ${who}`,
    insertSession(context, seed, who),
    appendLog(context, "session.create", "user", hasBegun(seed)),
  ]);
  if (user === undefined) throw new AppError("user_not_found");
  const { id, status } = beginner.read(user);
  if (!status || session === undefined) throw new AppError("user_blocked");
  return toSessionRow(context, begun(context, seed, id, begunSession.read(session).expire));
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
