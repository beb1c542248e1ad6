/** Marks fields that are changed by other means than an import, for imports with `update` (docs/decisions/0031-delta-imports.md). Pure. */
import { type SQL, sql } from "../../lib/sql/index.ts";
import { users } from "../../storage/schema/index.ts";

/** The compared field that a column belongs to. A password needs no mark, because its date changes. */
const fieldOf: ReadonlyMap<string, string> = new Map(
  Object.entries({
    name: "name",
    email: "email",
    emailVerification: "email",
    phone: "phone",
    phoneVerification: "phone",
    status: "status",
    labels: "labels",
    prefs: "prefs",
  }),
);

/** The mark of a field. It is shorter than a digest, so it equals none. */
const changedHere = "here";

/**
 * Marks the changed fields in the user's import record. Without the marks, a field that was changed here and later
 * changed back would look untouched, and an old row could unblock a user.
 * @param set the columns that change
 * @returns the further column to set; none if no import compares these columns. A null record stays null.
 */
export function markChanged(set: object): { readonly imported?: SQL } {
  const fields = new Set(Object.keys(set).flatMap((column) => fieldOf.get(column) ?? []));
  if (fields.size === 0) return {};
  const marks = JSON.stringify(Object.fromEntries([...fields].map((field) => [field, changedHere])));
  return { imported: sql`json_patch(${users.imported}, ${marks})` };
}
