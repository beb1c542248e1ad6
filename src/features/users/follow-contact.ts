/** Keeps the target of a user's email or phone in step with it (spec/users.md 1.6, step 6). */
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { sql } from "drizzle-orm";
import type { Context } from "../../http/context.ts";
import { addTarget, moveTarget, type ProviderType, removeTarget } from "../targets/store.ts";
import type { Change } from "./store.ts";

/**
 * What a change of a contact writes besides the user: the target of the old one moves to the new one or goes; where there
 * was none, the new one gets a target.
 * @param column where the user's row has the contact
 * @param contact the new one; null: none
 */
export function followContact(
  context: Context,
  column: SQLiteColumn,
  type: ProviderType,
  contact: string | null,
): Required<Pick<Change, "before" | "after">> {
  const previous = sql`${column}`;
  return {
    before: (self) => [contact === null ? removeTarget(self, previous) : moveTarget(context, self, previous, contact)],
    // Where the old target has moved here, this one finds the identifier taken and adds nothing.
    after: (self) => (contact === null ? [] : [addTarget(context, self, type, contact)]),
  };
}
