/**
 * JWTs. They are not stored: the user's epoch and the session decide whether one is still valid
 * (docs/decisions/0014-jwts.md).
 */
import { AppError } from "../../errors/app-error.ts";
import { type Claims, signJwt } from "../../lib/crypto/jwts.ts";
import { type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import { boolean, integer, reader, text } from "../../storage/reader.ts";
import { sessions, users } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import { basePath, type Context } from "../context/index.ts";
import { isLive } from "../sessions/index.ts";

/** The maximum and the default lifetime of a JWT, in seconds (docs/spec/account.md#jwts). */
export const durationMax = 3_600;
export const durationDefault = 900;

/** Values of `sessionId` that are not ids. */
export const recent = "recent";
const none = "none";

/** The claims that identify the bearer of a JWT. */
export interface Bearer {
  readonly userId: string;
  readonly seq: number;
  readonly epoch: number;
  /** The session that the JWT ends with. */
  readonly session: { readonly id: string; readonly expire: number } | null;
  /** The number of factors of the session that creates the JWT; undefined: a key creates it. */
  readonly factors?: number;
}

const bearer = reader({
  userId: text(users.id),
  seq: integer(users.seq),
  epoch: integer(users.epoch),
  status: boolean(users.status),
});

const lender = reader({ id: text(sessions.id), expire: integer(sessions.expire) });

/**
 * Reads the user of a new JWT.
 * @param sessionId `recent`: the newest of the user's sessions, if there is one; `none`: no session
 * @throws AppError `user_not_found`, `user_blocked`, `user_session_not_found` if the session belongs to another user or
 *   has ended
 */
export async function getBearer({ db, now }: Context, who: Where<"users">, sessionId: string): Promise<Bearer> {
  const mine = sql`${sessions.userSeq} = ${seqOf(who)} AND ${isLive(now)}`;
  const named = sessionId === recent ? mine : sql`${mine} AND ${sessions.id} = ${sessionId}`;
  const batch = db.batch();
  const user = batch.add(sql`SELECT ${bearer.columns} FROM ${users} WHERE ${who}`);
  const session = batch.add(
    sql`SELECT ${lender.columns} FROM ${sessions} WHERE ${named} ORDER BY ${sessions.seq} DESC LIMIT 1`,
  );
  await batch.run();
  if (user.row === undefined) throw new AppError("user_not_found");
  const { status, ...found } = bearer.read(user.row);
  if (!status) throw new AppError("user_blocked");
  if (session.row !== undefined) return { ...found, session: lender.read(session.row) };
  if (sessionId !== recent && sessionId !== none) throw new AppError("user_session_not_found");
  return { ...found, session: null };
}

/**
 * Makes a JWT, which ends no later than its session.
 * @param duration seconds
 */
export function mintJwt(
  { config, now, url }: Context,
  { epoch, factors, seq, session, userId }: Bearer,
  duration: number,
): Promise<string> {
  const ends = Math.floor(now / 1000) + duration;
  const exp = session === null ? ends : Math.min(ends, Math.floor(session.expire / 1000));
  return signJwt(
    config.secretKeys,
    { userId, sessionId: session?.id ?? "", epoch: `${seq}.${epoch}`, factors, exp },
    { issuer: `${url.origin}${basePath}`, audience: config.projectId, now },
  );
}

/** The values that find the user of a JWT, or their slots in a prepared statement. */
interface BearerKey {
  readonly seq: number | SQL;
  readonly userId: string | SQL;
  readonly epoch: number | SQL;
  /** "": the JWT belongs to no session. */
  readonly sessionId: string | SQL;
  readonly now: number | SQL;
}

export function bearerKeyOf({ epoch, sessionId, userId }: Claims, now: number) {
  const [seq = 0, generation = -1] = epoch.split(".").map(Number);
  return { seq, userId, epoch: generation, sessionId, now };
}

/**
 * Picks the user of a JWT. A blocked user is found, so that the refusal can say so. The user is not found if their JWTs
 * were revoked since, or if another user has the id now.
 */
export const isBearer = ({ epoch, now, seq, sessionId, userId }: BearerKey): Where<"users"> =>
  where(users)`${users.seq} = ${seq} AND ${users.id} = ${userId} AND (${users.status} = 0 OR (
    ${users.epoch} = ${epoch} AND (${sessionId} = '' OR EXISTS (SELECT 1 FROM ${sessions}
      WHERE ${sessions.id} = ${sessionId} AND ${sessions.userSeq} = ${users.seq} AND ${isLive(now)}))))`;
