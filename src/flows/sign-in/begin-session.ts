/**
 * Signing in: the one batch after which a user has one more session (docs/decisions/0003-one-batch-writes.md). Its
 * first write decides; what follows acts only where that went ahead.
 */
import { and, type SQL, sql } from "drizzle-orm";
import { appendLog, loggedSeq, userActor } from "../../domain/audit/index.ts";
import { type Context, toSessionValue } from "../../domain/context/index.ts";
import type { Letter } from "../../domain/messages/index.ts";
import {
  begun,
  begunSession,
  hasBegun,
  insertSession,
  isBegun,
  type NewSession,
  seedSession,
  type SessionSeed,
  toSessionRow,
  trimSessions,
} from "../../domain/sessions/index.ts";
import {
  adjustTotals,
  clearClaim,
  endClaim,
  type FoundUser,
  isAccessDue,
  isClaimedStill,
  isUser,
  type Proof,
  type UserChange,
  verifiedBy,
} from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import type { ErrorType } from "../../errors/catalogue.ts";
import type { SessionRow } from "../../models/session.ts";
import { build, type Statement } from "../../storage/db.ts";
import { forget } from "../../storage/kv.ts";
import { boolean, reader } from "../../storage/reader.ts";
import { users } from "../../storage/schema/index.ts";
import { hasOthers } from "./alert.ts";

export { selectAlert, writeAlert } from "./alert.ts";

export interface SignIn {
  readonly found: FoundUser;
  readonly session: NewSession;
  /** What must hold of the user's row when the session is written, and the refusal if it does not. */
  readonly still: SQL;
  readonly refusal: ErrorType;
  /** Columns of the user that change with it. */
  readonly set?: UserChange;
  /** The address that what was signed in with has proved to be the user's. */
  readonly proof?: Proof;
  /** A statement that uses up what was signed in with, if the session has begun. */
  readonly spends?: (isBegun: SQL) => Statement;
  /** What tells the user, if they have other sessions; null: nothing does. */
  readonly alert: Letter | null;
  /** What else to write, for the user that `self` picks if the session has begun. */
  readonly also?: (self: SQL) => readonly Statement[];
}

/** A session that the client has. */
export interface HandedOver {
  /** As the client is shown it. */
  readonly session: SessionRow;
  /** What it is presented with. */
  readonly value: string;
}

const standing = reader({ status: boolean(users.status) });

/**
 * Signs a user in, and hands the session to the client.
 * @returns the session, and the `seq` of the log's row
 * @throws AppError `user_blocked`, `refusal`
 */
export async function signIn(
  context: Context,
  { alert, also, found: { isClaimed, seq, user }, proof, refusal, session, spends, still, ...rest }: SignIn,
): Promise<HandedOver & { readonly logSeq: number }> {
  const { attempts, db, now } = context;
  const seed = seedSession(session, now);
  const self = hasBegun(seed);
  const set = proof === undefined ? rest.set : { ...rest.set, ...verifiedBy[proof] };
  const isSame = proof === undefined ? still : sql`${still} AND ${isClaimedStill(isClaimed)}`;
  const claimed = isClaimed ? proof : undefined;
  // Where the account was claimed, the message might go to whoever did, and there are no other sessions to tell of.
  const letter = claimed === undefined ? alert : null;
  const ends = [...(claimed === undefined ? [] : endClaim(self, seed.id)), trimSessions(context, self)];
  const results = await db.batch([
    sql`SELECT ${standing.columns} FROM ${users} WHERE ${isUser(seq)}`,
    insertSession(context, seed, sql`${isUser(seq)} AND ${isSame}`),
    appendLog(context, "session.create", "user", self, userActor(user)).returning(loggedSeq.returning),
    ...(claimed === undefined ? [] : clearClaim(context, self, claimed, userActor(user))),
    ...adjustTotals(self, set ?? {}),
    build
      .update(users)
      .set({ ...set, accessedAt: accessOf(now), updatedAt: now })
      .where(and(self, set === undefined ? isAccessDue(now) : undefined)),
    ...(also?.(self) ?? []),
    ...(spends ? [spends(isBegun(seed))] : []),
    ...attempts.forget(isBegun(seed)),
    // Ahead of the trim: who may have one session only is told of the second one too.
    ...(letter === null ? [] : [letter.post(hasOthers(context, seed))]),
    ...ends,
  ]);
  const [[row], [inserted], [logged]] = results;
  if (row !== undefined && !standing.read(row).status) throw new AppError("user_blocked");
  if (inserted === undefined || logged === undefined) throw new AppError(refusal);
  letter?.send(results.at(-1 - ends.length) ?? []);
  forget(context, results.slice(-ends.length).flat());
  return {
    ...(await handOver(context, seed, user.id, begunSession.read(inserted).expire)),
    logSeq: loggedSeq.read(logged).seq,
  };
}

/** The access that a user's row notes: this one, unless the last one noted is still new. */
export const accessOf = (now: number): SQL =>
  sql`CASE WHEN ${isAccessDue(now)} THEN ${now} ELSE ${users.accessedAt} END`;

/** Hands a session that is written to the client: as a cookie, and to a key in the answer. */
export async function handOver(
  context: Context,
  seed: SessionSeed,
  userId: string,
  expire: number,
): Promise<HandedOver> {
  const value = toSessionValue({ userId, secret: seed.secret });
  context.cookies.begin(value, expire);
  const shown = await toSessionRow(context, begun(context, seed, userId, expire));
  return { session: { ...shown, current: true, secret: context.caller.kind === "key" ? value : "" }, value };
}
