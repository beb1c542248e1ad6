/**
 * Signing up by a proof: the owner of an address proves it, while an account that has something else that is proven had only typed
 * it. The address is detached from that account, and begins one of its owner's, in one batch (docs/decisions/0010-addresses.md).
 */
import { type SQL, sql } from "drizzle-orm";
import { appendLog, loggedSeq, userActor } from "../domain/audit/index.ts";
import type { Context } from "../domain/context/index.ts";
import { hasBegun, insertSession, isBegun, newSession, type SessionInput } from "../domain/sessions/index.ts";
import {
  type AddressHolder,
  type AddressKind,
  type CreatedUser,
  detachAddress,
  insertUser,
  mayCreate,
  newUser,
  verifiedBy,
} from "../domain/users/index.ts";
import { AppError } from "../errors/app-error.ts";
import type { ErrorType } from "../errors/catalogue.ts";
import { uniqueId } from "../lib/crypto/ids.ts";
import type { StoredPassword } from "../lib/passwords/registry.ts";
import type { SessionRow } from "../models/session.ts";
import type { Batch, Handle } from "../storage/batch.ts";
import { boolean, reader } from "../storage/reader.ts";
import { prepareDetachmentNotice } from "./address-notices.ts";
import { issueSession } from "./sign-in/begin-session.ts";

/** An address that is proved, and the account that had only typed it. */
export interface DetachingProof {
  readonly holder: AddressHolder;
  readonly kind: AddressKind;
  /** What must hold when the batch runs, and the refusal if it does not, or the holder is not as it was read. */
  readonly isProven: SQL;
  readonly refusal: ErrorType;
}

type Draft = Parameters<typeof insertUser>[2] & { readonly row: Parameters<typeof userActor>[0] };

/** The first row of an account whose owner has proved its one address. */
export function draftByProof(
  { now }: Context,
  { holder, kind }: Pick<DetachingProof, "holder" | "kind">,
  stored: StoredPassword | null = null,
): Draft {
  const address = { email: null, phone: null, [kind]: holder.user[kind] };
  const { row, words } = newUser({ userId: uniqueId, ...address, name: "", stored }, now);
  return { row: { ...row, ...verifiedBy[kind], accessedAt: now }, words };
}

const room = reader({ hasRoom: boolean() });

/**
 * Prepares the detachment.
 * @returns adds it to a batch, with the account that the address begins. The batch throws AppError `refusal`,
 *   `user_count_exceeded`, and then has changed nothing
 */
export async function prepareSignUp(context: Context, { holder, isProven, kind, refusal }: DetachingProof) {
  const notice = await prepareDetachmentNotice(context, holder, kind);
  return (batch: Batch, draft: Draft): CreatedUser => {
    const actor = userActor(draft.row);
    const allowed = mayCreate(context);
    const limit = batch.add(sql`SELECT ${room.with({ hasRoom: sql`(${allowed})` })}`);
    const { done, mark, self } = detachAddress(batch, context, holder, kind, {
      actor,
      isProven: sql`${isProven} AND ${allowed}`,
    });
    notice?.enqueue(batch, self);
    batch.check(() => {
      if (done.row !== undefined) return;
      const isFull = limit.row !== undefined && !room.read(limit.row).hasRoom;
      throw new AppError(isFull ? "user_count_exceeded" : refusal);
    });
    return insertUser(batch, context, draft, { actor, after: mark });
  };
}

/**
 * Signs the owner of an address up, and issues the session to the client.
 * @param also adds what else belongs to it, by the log row of the sign-in
 * @throws AppError `refusal`, `user_count_exceeded`
 */
export async function signUpByProof(
  context: Context,
  proof: DetachingProof,
  input: SessionInput,
  also: (batch: Batch, log: Handle) => void,
): Promise<SessionRow> {
  const addTo = await prepareSignUp(context, proof);
  const draft = draftByProof(context, proof);
  const session = newSession(input, context.now);
  const batch = context.db.batch();
  const created = addTo(batch, draft);
  const begun = insertSession(batch, context, session, created.self);
  const actor = userActor(draft.row);
  const event = appendLog(context, "session.create", "user", hasBegun(session), actor);
  also(batch, batch.add(event.returning(loggedSeq.returning)));
  context.limits.forget(batch, isBegun(session));
  await batch.run();
  return (await issueSession(context, begun, created.user.id)).session;
}
