/** Removes an address from an account, with its target, its words, and the tokens and codes that were sent to it. */
import { build, type SQL, sql, type Where } from "../../lib/sql/index.ts";
import type { Batch } from "../../storage/batch.ts";
import { users } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { addWords, removeWords } from "../search/index.ts";
import type { AddressKind } from "./addresses.ts";
import type { UserColumns } from "./change-user.ts";
import { changeOfEmail, changeOfPhone } from "./changes.ts";
import { adjustTotals } from "./statements.ts";

/**
 * @param self picks the user before and after the change, or no row
 * @param set further columns to change
 */
export function removeAddress(
  batch: Batch,
  context: Context,
  self: Where<"users">,
  kind: AddressKind,
  set: UserColumns & { readonly epoch?: SQL } = {},
): void {
  const removal = kind === "email" ? changeOfEmail(context, null) : changeOfPhone(context, null);
  const words = JSON.stringify(removal.words);
  removal.before(batch, self);
  batch.addAll(removeWords("user", self, removal.words));
  batch.addAll(adjustTotals(self, removal.set));
  batch.add(
    build
      .update(users)
      .set({ ...removal.set, ...set, words: sql`json_patch(${users.words}, ${words})` })
      .where(self),
  );
  removal.after(batch, self);
  batch.add(addWords("user", self));
}
