/** Marks fields that are changed here, for imports with `update` (docs/decisions/0031-delta-imports.md). Pure. */
import { type SQL, sql } from "../../lib/sql/index.ts";
import { users } from "../../storage/schema/index.ts";

/** The compared field that a column belongs to. A password needs no mark: its date tells. */
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

/** The mark of a field: no digest of an import is equal to it. */
const changedHere = "here";

/**
 * The record of the import about a user after some columns were set here. Without the marks, a field that was changed here and later
 * changed back would look untouched, and an old row could unblock a user.
 * @param set the columns
 * @returns the columns that are set besides: none where no import compares these. A user whom no import made has no record.
 */
export function markChanged(set: object): { readonly imported?: SQL } {
  const fields = new Set(Object.keys(set).flatMap((column) => fieldOf.get(column) ?? []));
  if (fields.size === 0) return {};
  const marks = JSON.stringify(Object.fromEntries([...fields].map((field) => [field, changedHere])));
  return { imported: sql`json_patch(${users.imported}, ${marks})` };
}
