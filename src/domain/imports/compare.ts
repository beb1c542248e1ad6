/** Compares a row with the user whom an earlier import made of it (docs/spec/import.md#updates). Pure but for the SQL it gives. */
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

/** A user whom a row may be about, beside whom stands the row (`r`, rows.ts). */
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
  // Up to 64 KB: they are read only where they differ.
  prefs: orNull(text(sql`CASE WHEN ${users.prefs} <> ${ofRow("x")} THEN ${users.prefs} END`)),
  /** As it is stored. */
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
  /** The row's values of the changed fields, to be kept with the user. */
  readonly base: ImportBase;
}

/** How much is known of an address: the user's word, a key's, or a proof. */
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

/** Whether a user has the address of a row, known as well as the row says or better: a proof is never taken back. */
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
 * Whether a row is about another person who has the same id in another source: a registration date does not change, and the addresses
 * of two people differ.
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
  // The source has not changed it. A difference comes from a change here, except for a password that was only rehashed.
  if (isAsImported(base, field, said)) return field === "password" && isUntouched ? "equal" : "kept";
  return isUntouched ? "changed" : "kept";
}

/**
 * Compares a row with its user. Fields that the row does not say are left alone.
 * @param now when a password of which the row does not say it was set, in milliseconds since the Unix epoch
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
