/**
 * Detaches an address from an account that has not proven it, because its owner has. The account has something else that
 * is proven, so it keeps everything but the address (docs/decisions/0010-addresses.md).
 */
import { build, type Where, where } from "../../lib/sql/index.ts";
import type { Batch, Handle } from "../../storage/batch.ts";
import { users } from "../../storage/schema/index.ts";
import { type Actor, appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { type AddressHolder, type AddressKind, stillHolds } from "./addresses.ts";
import { isMarked, isUser } from "./columns.ts";
import { removeAddress } from "./remove-address.ts";

/** An address that a batch detaches. */
export interface Detachment {
  /** Picks the account that had the address; no row, if it was not detached. */
  readonly self: Where<"users">;
  /** The mark on that account's row. */
  readonly mark: { readonly seq: number; readonly writeId: string };
  /** Has a row if the address was detached. */
  readonly done: Handle;
}

/**
 * Detaches an unproven address from its holder, if the holding is still as it was read.
 * @param isProven a further condition
 * @param actor the owner who proves the address, if not the caller
 */
export function detachAddress(
  batch: Batch,
  context: Context,
  holder: Pick<AddressHolder, "seq" | "holdings"> & { readonly user: Pick<AddressHolder["user"], AddressKind> },
  kind: AddressKind,
  { actor, isProven }: { readonly actor?: Actor; readonly isProven: Where<"users"> },
): Detachment {
  const { holdings, seq, user } = holder;
  const writeId = crypto.randomUUID();
  const self = isMarked(seq, writeId);
  const done = batch.add(
    build
      .update(users)
      .set({ writeId, updatedAt: context.now })
      .where(where(users)`${isUser(seq)} AND ${stillHolds(kind, user[kind], holdings[kind])} AND ${isProven}`)
      .returning({ id: users.id }),
  );
  removeAddress(batch, context, self, kind);
  batch.add(appendLog(context, "address.detach", "user", self, actor));
  return { self, mark: { seq, writeId }, done };
}
