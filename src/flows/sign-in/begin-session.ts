/**
 * Signing in: the one batch after which a user has one more session (docs/decisions/0003-one-batch-writes.md). Its
 * first write decides; the later statements act only if it succeeded.
 */
import { appendLog, userActor } from "../../domain/audit/index.ts";
import { type Context, toSessionValue } from "../../domain/context/index.ts";
import { type DeviceAccount, sealDevice, unlock } from "../../domain/limits/index.ts";
import type { PendingMessage } from "../../domain/messages/index.ts";
import {
  type BegunSession,
  hasBegun,
  insertSession,
  isBegun,
  newSession,
  type SessionInput,
  showNewSession,
  trimSessions,
} from "../../domain/sessions/index.ts";
import {
  type AddressKind,
  adjustTotals,
  clearAccount,
  endClearedSessions,
  type AccountRecord,
  isAccessDue,
  isUser,
  noteAccess,
  stillHolds,
  type UserColumns,
  verifiedBy,
} from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import type { ErrorType } from "../../errors/catalogue.ts";
import { build, type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import type { SessionRow } from "../../models/session.ts";
import type { Batch } from "../../storage/batch.ts";
import type { Database } from "../../storage/database.ts";
import { boolean, reader } from "../../storage/reader.ts";
import { users } from "../../storage/schema/index.ts";
import { hasOthers } from "./alert.ts";

export { prepareAlert, selectAlert } from "./alert.ts";

/** A session that the batch of a sign-in begins, for the statements written with it. */
interface Beginning {
  /** The user, if the session has begun. */
  readonly self: Where<"users">;
  readonly isBegun: SQL;
}

export interface SignIn {
  readonly found: AccountRecord;
  readonly session: SessionInput;
  /** The condition on the user's row when the session is written, and the error where it does not hold. */
  readonly still: Where<"users">;
  readonly refusal: ErrorType;
  /** Columns of the user that change with it. */
  readonly set?: UserColumns;
  /** Whether `set` changes more than the verification of `proof`: the log then notes an update of the user. */
  readonly fillsIn?: boolean;
  /**
   * The kind of address that the credential proves. Never one that the user holds `anchored`: its owner gets an account
   * of their own (sign-up-by-proof.ts).
   */
  readonly proof?: AddressKind;
  /** JSON: the place from which the redeemed token was requested; left out or null: no token, or unknown. */
  readonly tokenOrigin?: string | null;
  /** The alert to the user, if they have other sessions; null: none. */
  readonly alert: PendingMessage | null;
  /** Adds statements ahead of the change of the user's columns. */
  readonly ahead?: (batch: Batch, beginning: Beginning) => void;
  /** Adds further statements, ahead of the end of sessions beyond the limit. */
  readonly also?: (batch: Batch, beginning: Beginning) => void;
}

/** A session that the client has. */
export interface IssuedSession {
  /** The session as the client sees it. */
  readonly session: SessionRow;
  /** The session's secret. */
  readonly value: string;
}

/** Whether an address of a row of users is verified. */
const isVerified = { email: sql`${users.emailVerification}`, phone: sql`${users.phoneVerification}` } as const;

const standing = reader({ status: boolean(users.status) });

/**
 * Signs a user in, and issues the session to the client.
 * @throws AppError `user_blocked`, `refusal`, and the errors of constraints that `also` has declared
 */
export async function signIn(
  context: Context,
  { ahead, alert, also, fillsIn, found, proof, refusal, session: input, still, tokenOrigin, ...rest }: SignIn,
): Promise<IssuedSession> {
  const { db, limits, now } = context;
  const { holdings, seq, user } = found;
  const session = newSession(input, now);
  const [self, whetherBegun] = [hasBegun(session), isBegun(session)];
  const set = proof === undefined || holdings[proof] === "proven" ? rest.set : { ...rest.set, ...verifiedBy[proof] };
  const isSame = proof === undefined ? still : sql`${still} AND ${stillHolds(proof, user[proof], holdings[proof])}`;
  const actor = userActor(user);
  const cleared = proof !== undefined && holdings[proof] === "unproven" ? proof : undefined;
  const batch = db.batch();
  const begun = insertSession(batch, context, session, where(users)`${isUser(seq)} AND ${isSame}`);
  batch.add(appendLog(context, "session.create", "user", self, actor, session.id, tokenOrigin));
  const beginning = { self, isBegun: whetherBegun };
  if (cleared !== undefined) clearAccount(batch, context, self, cleared, actor);
  if (fillsIn) batch.add(appendLog(context, "user.update", "user", self, actor));
  else if (proof !== undefined && cleared === undefined)
    batch.add(appendLog(context, "user.update", "user", where(users)`${self} AND NOT ${isVerified[proof]}`, actor));
  ahead?.(batch, beginning);
  batch.addAll(adjustTotals(self, set ?? {}));
  batch.add(
    set === undefined
      ? noteAccess(self, now)
      : build
          .update(users)
          .set({ ...set, accessedAt: accessOf(now), updatedAt: now })
          .where(self),
  );
  also?.(batch, beginning);
  limits.forget(batch, whetherBegun);
  // Guesses of strangers must not keep the password paused for a user who proves the address.
  if (proof !== undefined) batch.add(unlock(self));
  // A cleared account keeps no other session, and the alert would go to the address that is removed.
  if (cleared !== undefined) endClearedSessions(batch, context, self, actor, session.id);
  // Ahead of the trim: with a limit of one session the user is alerted of the second one too.
  else alert?.enqueue(batch, hasOthers(context, session));
  trimSessions(batch, context, session, actor);
  await batch.run();
  if (begun.expire === null) throw new AppError((await isBlocked(db, seq)) ? "user_blocked" : refusal);
  return issueSession(context, begun, user.id, deviceAccountOf(found));
}

/** The account that a device knows after a sign-in. */
export const deviceAccountOf = ({ epoch, seq, user: { passwordUpdate } }: AccountRecord): DeviceAccount => ({
  seq,
  epoch,
  passwordUpdate,
});

async function isBlocked(db: Database, seq: number): Promise<boolean> {
  const { row } = await db.run(sql`SELECT ${standing.columns} FROM ${users} WHERE ${isUser(seq)}`);
  return row !== undefined && !standing.read(row).status;
}

/** The new `accessedAt` of a user: now, unless the stored time is recent. */
export const accessOf = (now: number): SQL =>
  sql`CASE WHEN ${isAccessDue(now)} THEN ${now} ELSE ${users.accessedAt} END`;

/**
 * Issues a session that a batch has begun to the client: as a cookie, and to a key in the answer.
 * @param account the account that now knows the device; left out: it has no password that could be guessed
 * @throws Error if the session was not begun, which the caller must rule out
 */
export async function issueSession(
  context: Context,
  { expire, session }: BegunSession,
  userId: string,
  account?: DeviceAccount,
): Promise<IssuedSession> {
  if (expire === null) throw new Error("A session cannot be issued before it has begun.");
  const value = toSessionValue({ userId, secret: session.secret });
  const device = account === undefined ? null : await sealDevice(context.config, account, context.now);
  context.cookies.begin(value, expire, device);
  const shown = await showNewSession(context, session, userId, expire);
  return { session: { ...shown, current: true, secret: context.caller.kind === "key" ? value : "" }, value };
}
