/** Compares a row with the user whom an earlier import made from it (docs/spec/import.md#updates). Pure but for the SQL it gives. */
import { sql } from "../../lib/sql/index.ts";
import { boolean, integer, orNull, parseJson, reader, type RowOf, text } from "../../storage/reader.ts";
import { users } from "../../storage/schema/index.ts";
import {
  addressValue,
  baseOf,
  type ComparedField,
  comparedFields,
  type FieldValues,
  type ImportBase,
  isAsImported,
  isImportBase,
  isVouched,
  passwordValue,
  saidOf,
} from "./base.ts";
import type { ImportedUser, ImportOptions } from "./row.ts";
import { ofRow } from "./rows.ts";

/** Reads a user whom a row may be about. The query joins the row as `r` (rows.ts). */
export const known = reader({
  seq: integer(users.seq),
  createdAt: integer(users.createdAt),
  name: text(users.name),
  email: text(users.email),
  emailVerification: boolean(users.emailVerification),
  emailVouched: boolean(users.emailVouched),
  phone: text(users.phone),
  phoneVerification: boolean(users.phoneVerification),
  phoneVouched: boolean(users.phoneVouched),
  password: text(users.password),
  hash: text(users.hash),
  hashOptions: text(users.hashOptions),
  passwordUpdate: integer(users.passwordUpdate),
  status: boolean(users.status),
  labels: text(users.labels),
  // Up to 64 KB, so they are read only if they differ.
  prefs: orNull(text(sql`CASE WHEN ${users.prefs} <> ${ofRow("x")} THEN ${users.prefs} END`)),
  /** JSON of an ImportBase, or null (base.ts). */
  imported: text(users.imported),
});

export type KnownUser = RowOf<typeof known>;

/** The changes of a row to its user. */
export interface Update {
  readonly user: KnownUser;
  /** Fields that get the row's value. */
  readonly changed: readonly ComparedField[];
  /** Fields that differ from the row and stay. */
  readonly kept: readonly ComparedField[];
  /** The digests of the changed fields, to be stored with the user. */
  readonly base: ImportBase;
}

/** The trust in an address: 0: the user's word; 1: a key vouches for it; 2: proven. */
const rank = (isVerified: boolean, isVouchedFor: boolean): number => (isVerified ? 2 : Number(isVouchedFor));

/** The values that a user has. @param prefs those of the row, if the user has the same */
const heldOf = (user: KnownUser, prefs: unknown): FieldValues => ({
  name: user.name,
  email: addressValue(user.email, user.emailVerification, user.emailVouched),
  phone: addressValue(user.phone, user.phoneVerification, user.phoneVouched),
  password: passwordValue(user.password, user.hash, user.hashOptions),
  status: user.status,
  labels: user.labels,
  prefs: user.prefs ?? prefs,
});

/** Whether a user has the address of a row with at least the trust that the row gives it: an import never lowers the trust. */
function hasAddress(field: ComparedField, row: ImportedUser, user: KnownUser, options: ImportOptions): boolean {
  switch (field) {
    case "email": {
      const { email, emailVerification: verification } = row;
      const claimed = rank(verification ?? false, isVouched(email, verification, options.emailsUnproven));
      return user.email === email && rank(user.emailVerification, user.emailVouched) >= claimed;
    }
    case "phone": {
      const { phone, phoneVerification: verification } = row;
      const claimed = rank(verification ?? false, isVouched(phone, verification, false));
      return user.phone === phone && rank(user.phoneVerification, user.phoneVouched) >= claimed;
    }
    default:
      return false;
  }
}

/**
 * Whether a row is about another person with the same id in another source: the registration date and all addresses differ.
 */
export const isAnotherPerson = ({ createdAt, email, phone }: ImportedUser, user: KnownUser): boolean =>
  createdAt !== null &&
  createdAt !== user.createdAt &&
  (email === null || email !== user.email) &&
  (phone === null || phone !== user.phone);

/** Whether a password is the one that an import stored: a sign-in may have rehashed it, which is no change. */
function isPasswordKept(user: KnownUser, base: ImportBase): boolean {
  if (base.password === undefined) return user.password === null && user.passwordUpdate === null;
  return user.passwordUpdate === base.passwordUpdate;
}

type Verdict = "equal" | "changed" | "kept";

/** @param base null: no import has made the user */
function verdictOf(
  field: ComparedField,
  said: unknown,
  held: unknown,
  user: KnownUser,
  base: ImportBase | null,
): Verdict {
  if (JSON.stringify(said) === JSON.stringify(held)) return "equal";
  if (base === null) return "kept";
  const isUntouched = field === "password" ? isPasswordKept(user, base) : isAsImported(base, field, held);
  // The source still has the imported value, so the difference comes from a change here, or from a rehash of the password.
  if (isAsImported(base, field, said)) return field === "password" && isUntouched ? "equal" : "kept";
  return isUntouched ? "changed" : "kept";
}

/**
 * Compares a row with its user. Fields that the row leaves out do not change.
 * @param now the time of a new password if the row has none, in milliseconds since the Unix epoch
 */
export function compare(row: ImportedUser, user: KnownUser, options: ImportOptions, now: number): Update {
  const said = saidOf(row, options);
  const held = heldOf(user, said.prefs);
  const base = user.imported === null ? null : parseJson(user.imported, "imported", isImportBase);
  const verdicts = new Map<ComparedField, Verdict>();
  for (const field of comparedFields) {
    if (said[field] === undefined || hasAddress(field, row, user, options)) continue;
    verdicts.set(field, verdictOf(field, said[field], held[field], user, base));
  }
  const of = (verdict: Verdict) => comparedFields.filter((field) => verdicts.get(field) === verdict);
  const changed = of("changed");
  const values = Object.fromEntries(changed.map((field) => [field, said[field]]));
  return { user, changed, kept: of("kept"), base: baseOf(values, row.passwordUpdate ?? now) };
}
