/**
 * Signing up with a login token that was sent to an address of no user, or one that was only typed in an account with
 * something else that is proven (sign-up-by-proof.ts): the account begins with its first session.
 */
import { appendLog, userActor } from "../domain/audit/index.ts";
import type { Context } from "../domain/context/index.ts";
import { hasBegun, insertSession, isBegun, newSession, type SessionInput } from "../domain/sessions/index.ts";
import { hasToken, isToken, spendToken, type StoredToken } from "../domain/tokens/index.ts";
import { type AddressHolder, type AddressKind, insertUser } from "../domain/users/index.ts";
import { where } from "../lib/sql/index.ts";
import type { SessionRow } from "../models/session.ts";
import { users } from "../storage/schema/index.ts";
import { issueSession } from "./sign-in/begin-session.ts";
import { draftByProof, prepareSignUp } from "./sign-up-by-proof.ts";

/** A token that signs up. */
interface SignUp {
  readonly token: StoredToken;
  /** Where it was sent. */
  readonly address: string;
  readonly kind: AddressKind;
  /** The account that had only typed the address; null: no account has it. */
  readonly holder: AddressHolder | null;
  readonly session: SessionInput;
}

/**
 * Creates the account with the id that was proposed and the address that is proven, and begins its first session, in
 * one batch.
 * @throws AppError `user_already_exists` where a user has the id or, meanwhile, the address; `user_count_exceeded`
 *   where the project is full, or no user has the address and the token is gone; `user_invalid_token` where the holder
 *   has changed
 */
export async function signUpByToken(
  context: Context,
  { address, holder, kind, session: input, token }: SignUp,
): Promise<SessionRow> {
  const { db, limits, now } = context;
  const draft = draftByProof(context, { address, askedId: token.askedId, holder, kind });
  const actor = userActor(draft.row);
  const session = newSession(input, now);
  const isProven = where(users)`${users.status} = 1 AND ${users[kind]} = ${address} AND ${hasToken(context, token)}`;
  const detachTo = holder && (await prepareSignUp(context, { holder, kind, isProven, refusal: "user_invalid_token" }));
  const batch = db.batch();
  // The detachment revokes a token of the holder. After it, only the new account shows that the token was valid.
  const created = detachTo ? detachTo(batch, draft) : insertUser(batch, context, draft, { actor, tokenSeq: token.seq });
  const begun = insertSession(batch, context, session, created.self);
  batch.add(appendLog(context, "session.create", "user", hasBegun(session), actor, session.id, token.origin));
  batch.add(spendToken(isToken(token), isBegun(session)));
  limits.forget(batch, isBegun(session));
  await batch.run();
  return (await issueSession(context, begun, draft.row.id)).session;
}
