/** Signing up with a login token that was sent to an address which nobody has: the account begins with its first session. */
import { appendLog, loggedSeq, userActor } from "../domain/audit/index.ts";
import type { Context } from "../domain/context/index.ts";
import { hasBegun, insertSession, isBegun, newSession, type SessionInput } from "../domain/sessions/index.ts";
import { hasToken, spendToken, type StoredToken } from "../domain/tokens/index.ts";
import { insertUser, newUser, type Proof, verifiedBy } from "../domain/users/index.ts";
import { AppError } from "../errors/app-error.ts";
import { where } from "../lib/sql/index.ts";
import type { SessionRow } from "../models/session.ts";
import type { Batch, Handle } from "../storage/batch.ts";
import { users } from "../storage/schema/index.ts";
import { issueSession } from "./sign-in/begin-session.ts";

/** A token that signs up. */
interface SignUp {
  readonly token: StoredToken;
  /** Where it was sent. */
  readonly address: string;
  readonly proof: Proof;
  readonly session: SessionInput;
  /** Adds what follows the commit. @param log the log's row of the session, of `loggedSeq` */
  readonly onCommit: (batch: Batch, log: Handle) => void;
}

/**
 * Creates the account with the id that was proposed and the address that is proven, and begins its first session, in one batch.
 * @throws AppError `user_already_exists` where a user has the id or, meanwhile, the address; `user_count_exceeded` where the
 *   project is full or the token gone; `user_invalid_token`
 */
export async function signUpByToken(
  context: Context,
  { address, onCommit, proof, session: input, token }: SignUp,
): Promise<SessionRow> {
  const { db, limits, now } = context;
  const contacts = { email: null, phone: null, [proof]: address };
  const draft = newUser({ userId: token.askedId, ...contacts, name: "", stored: null }, now);
  const row = { ...draft.row, ...verifiedBy[proof], accessedAt: now };
  const actor = userActor(row);
  const session = newSession(input, now);
  const batch = db.batch();
  const { self } = insertUser(batch, context, { ...draft, row }, { actor, tokenSeq: token.seq });
  const begun = insertSession(batch, context, session, where(users)`${self} AND ${hasToken(context, token)}`);
  const log = batch.add(
    appendLog(context, "session.create", "user", hasBegun(session), actor).returning(loggedSeq.returning),
  );
  batch.add(spendToken(token, isBegun(session)));
  limits.forget(batch, isBegun(session));
  onCommit(batch, log);
  await batch.run();
  if (begun.expire === null) throw new AppError("user_invalid_token");
  return (await issueSession(context, begun, row.id)).session;
}
