/**
 * Sessions. D1 decides whether one is valid, KV has its origin (docs/decisions/0012-d1-decides-kv-carries.md). `who` picks
 * a row of users, or none.
 */
import { AppError } from "../../errors/app-error.ts";
import { build, sql, type Where, where } from "../../lib/sql/index.ts";
import type { Page } from "../../models/model.ts";
import type { SessionRow } from "../../models/session.ts";
import { isChanged } from "../../storage/db.ts";
import { putOrigin, readOrigins, sessionKey } from "../../storage/kv.ts";
import { boolean, integer, reader, text } from "../../storage/reader.ts";
import { sessions, settings, users } from "../../storage/schema/index.ts";
import { appendLog } from "../audit/index.ts";
import type { Context, StoredSession } from "../context/index.ts";
import { insertSession, type NewSession } from "./begin.ts";
import { isLive, isOf, returnedSession, sessionColumns, toStoredSession } from "./columns.ts";
import { hasBegun } from "./credentials.ts";
import { endSession, endSessions } from "./end.ts";
import { type RenewedTokens, renewTokens } from "./provider-tokens.ts";
import { showNewSession, showSessions, toSessionRow } from "./show.ts";

/** Sessions that one answer shows (docs/spec/users.md#sessions). */
const shownMax = 1_000;

const owner = reader({ id: text(users.id), total: integer() });

/**
 * Reads the user's sessions, oldest first, and how many there are.
 * @throws AppError `user_not_found`
 */
export async function listSessions(
  context: Context,
  who: Where<"users">,
  isCounted: boolean,
): Promise<Page<SessionRow>> {
  const { db, now } = context;
  const mine = sql`${isOf(who)} AND ${isLive(now)}`;
  const total = isCounted ? sql`(SELECT count(*) FROM ${sessions} WHERE ${mine})` : sql`0`;
  const batch = db.batch();
  const user = batch.add(sql`SELECT ${owner.with({ total })} FROM ${users} WHERE ${who}`);
  const theirs = batch.add(
    sql`SELECT ${sessionColumns} FROM ${sessions} WHERE ${mine} ORDER BY ${sessions.seq} LIMIT ${sql.integer(shownMax)}`,
  );
  await batch.run();
  if (user.row === undefined) throw new AppError("user_not_found");
  const found = owner.read(user.row);
  return { total: found.total, rows: await showSessions(context, found.id, theirs.rows.map(toStoredSession)) };
}

/** @throws AppError `user_session_not_found` */
export async function getSession({ db, now }: Context, who: Where<"users">, sessionId: string): Promise<StoredSession> {
  const { row } = await db.run(
    sql`SELECT ${sessionColumns} FROM ${sessions} WHERE ${isOf(who)} AND ${sessions.id} = ${sessionId} AND ${isLive(now)}`,
  );
  if (row === undefined) throw new AppError("user_session_not_found");
  return toStoredSession(row);
}

/** The session that is extended. */
interface ExtendedSession {
  readonly sessionId: string;
  /** The user's id. */
  readonly userId: string;
  /** Whether this is the first batch of the request: then the batch also counts the limits. */
  readonly isFirst: boolean;
}

/**
 * Extends a session, with its body in KV, to the expiry of a session that begins now.
 * @throws AppError `user_session_not_found`
 */
export async function extendSession(
  context: Context,
  who: Where<"users">,
  { isFirst, sessionId, userId }: ExtendedSession,
  renewed: RenewedTokens | null = null,
): Promise<SessionRow> {
  const { db, kv, now, waitUntil } = context;
  const batch = db.batch();
  const owner = isFirst ? batch.within((isWithin) => where(users)`${who} AND ${isWithin}`) : who;
  const self = where(sessions)`${isOf(owner)} AND ${sessions.id} = ${sessionId} AND ${isLive(now)}`;
  if (renewed !== null) batch.add(renewTokens(self, renewed));
  const extended = batch.add(
    build
      .update(sessions)
      .set({ expire: sql`${now} + (SELECT ${settings.sessionDuration} FROM ${settings}) * 1000`, updatedAt: now })
      .where(self)
      .returning(returnedSession),
  );
  batch.add(appendLog(context, "session.update", "user", where(users)`${who} AND ${isChanged}`, undefined, sessionId));
  await batch.run();
  if (extended.row === undefined) throw new AppError("user_session_not_found");
  const session = toStoredSession(extended.row);
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
export async function createSession(context: Context, who: Where<"users">, session: NewSession): Promise<SessionRow> {
  const batch = context.db.batch();
  const user = batch.add(sql`SELECT ${beginner.columns} FROM ${users} WHERE ${who}`);
  const begun = insertSession(batch, context, session, who);
  batch.add(appendLog(context, "session.create", "user", hasBegun(session), undefined, session.id));
  await batch.run();
  if (user.row === undefined) throw new AppError("user_not_found");
  const { id, status } = beginner.read(user.row);
  if (!status || begun.expire === null) throw new AppError("user_blocked");
  return showNewSession(context, session, id, begun.expire);
}

/**
 * Ends one session of the user. For the first batch of a request.
 * @throws AppError `user_not_found`, `user_session_not_found`
 */
export async function deleteSession(context: Context, who: Where<"users">, sessionId: string): Promise<void> {
  const { db, now } = context;
  const batch = db.batch();
  const user = batch.add(sql`SELECT ${users.seq} AS "seq" FROM ${users} WHERE ${who}`);
  const self = batch.within((isWithin) => where(users)`${who} AND ${isWithin}`);
  const ended = endSession(batch, context, self, sessionId, isLive(now));
  await batch.run();
  if (user.row === undefined) throw new AppError("user_not_found");
  if (ended.row === undefined) throw new AppError("user_session_not_found");
}

/**
 * Ends all sessions of the user. For the first batch of a request.
 * @throws AppError `user_not_found`
 */
export async function deleteSessions(context: Context, who: Where<"users">): Promise<void> {
  const { db } = context;
  const batch = db.batch();
  const user = batch.add(sql`SELECT ${users.seq} AS "seq" FROM ${users} WHERE ${who}`);
  endSessions(
    batch,
    context,
    batch.within((isWithin) => where(users)`${who} AND ${isWithin}`),
  );
  await batch.run();
  if (user.row === undefined) throw new AppError("user_not_found");
}
