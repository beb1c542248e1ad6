/**
 * Signs up the owner of an address who proves it, while another account, which has something else that is proven, had only typed
 * it. One batch detaches the address from that account and creates the owner's account (docs/decisions/0010-addresses.md).
 */
import { userActor } from "../domain/audit/index.ts";
import type { Context } from "../domain/context/index.ts";
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
import { sql, type Where, where } from "../lib/sql/index.ts";
import type { Batch } from "../storage/batch.ts";
import { boolean, reader } from "../storage/reader.ts";
import { users } from "../storage/schema/index.ts";
import { prepareDetachmentNotice } from "./address-notices.ts";

/** An address that is proved, and the account that had only typed it. */
export interface DetachingProof {
  readonly holder: AddressHolder;
  readonly kind: AddressKind;
  /**
   * The condition on the holder when the batch runs, and the error where it does not hold, or the holder has changed
   * since the read.
   */
  readonly isProven: Where<"users">;
  readonly refusal: ErrorType;
}

type Draft = Parameters<typeof insertUser>[2] & { readonly row: Parameters<typeof userActor>[0] };

/** An address that its owner has proved. */
interface Proved {
  readonly kind: AddressKind;
  readonly address: string;
  /** The id in the message that was sent. */
  readonly askedId: string | null;
  /** The account that had only typed the address; null: none. */
  readonly holder: AddressHolder | null;
}

/** The first row of an account whose owner has proved its only address. It gets the requested id, unless that is the holder's. */
export function draftByProof(
  { now }: Context,
  { address, askedId, holder, kind }: Proved,
  stored: StoredPassword | null = null,
): Draft {
  const userId = askedId === null || askedId === holder?.user.id ? uniqueId : askedId;
  const contacts = { email: null, phone: null, [kind]: address };
  const { row, words } = newUser({ userId, ...contacts, name: "", stored }, now);
  return { row: { ...row, ...verifiedBy[kind], accessedAt: now }, words };
}

const room = reader({ hasRoom: boolean() });

/**
 * Prepares the detachment.
 * @returns a function that adds the detachment and the owner's account to a batch. The batch throws AppError `refusal`,
 *   `user_count_exceeded` or, where a user has the id, `user_already_exists`, and then has changed nothing
 */
export async function prepareSignUp(context: Context, { holder, isProven, kind, refusal }: DetachingProof) {
  const notice = await prepareDetachmentNotice(context, holder, kind);
  return (batch: Batch, draft: Draft): CreatedUser => {
    const actor = userActor(draft.row);
    const allowed = mayCreate(context);
    const limit = batch.add(sql`SELECT ${room.with({ hasRoom: sql`(${allowed})` })}`);
    const { done, mark, self } = detachAddress(batch, context, holder, kind, {
      actor,
      isProven: where(users)`${isProven} AND ${allowed}`,
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
