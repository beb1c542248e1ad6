/**
 * Digests of the values that an import has set on a user, stored with the user. They show a later import with `update`
 * which fields were changed here since (docs/decisions/0031-delta-imports.md). Pure.
 */
import { createHash } from "node:crypto";
import { isRecord } from "../../storage/row.ts";
import type { ImportedUser, ImportOptions } from "./row.ts";

/** The fields that an import with `update` compares. */
export const comparedFields = ["name", "email", "phone", "password", "status", "labels", "prefs"] as const;

export type ComparedField = (typeof comparedFields)[number];

/** The stored values of a user's fields, each in a form whose JSON differs if the value differs. */
export type FieldValues = Readonly<Record<ComparedField, unknown>>;

/** Digests of the imported values, by field. An absent field had the default value of a new user. */
export type ImportBase = Readonly<Partial<Record<ComparedField, string>>> & {
  /**
   * The time at which the import set the password, in milliseconds since the Unix epoch. A later change has a different
   * time.
   */
  readonly passwordUpdate?: number;
};

/** The value of an address: the address, whether it is proven, and whether a key vouches for it. */
export const addressValue = (address: string | null, isVerified: boolean, isVouched: boolean): unknown =>
  address === null ? null : [address, isVerified, isVouched];

/** The value of a password: a text, its format, and its options as they are stored. */
export const passwordValue = (password: string | null, hash: string, hashOptions: string): unknown =>
  password === null || password === "" ? null : [password, hash, hashOptions];

/** The default values of a user. */
const unsaid: FieldValues = {
  name: "",
  email: null,
  phone: null,
  password: null,
  status: true,
  labels: "[]",
  prefs: "{}",
};

/** 72 bits of SHA-256: two different texts have the same digest by chance once in 10^21. */
const digestLength = 12;

const digestOf = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, digestLength);

/**
 * Makes the record of some fields.
 * @param passwordUpdate when the password is set, in milliseconds since the Unix epoch
 */
export function baseOf(values: Partial<FieldValues>, passwordUpdate: number): ImportBase {
  const said = comparedFields.filter((field) => values[field] !== undefined);
  return {
    ...Object.fromEntries(said.map((field) => [field, digestOf(values[field])])),
    ...(values.password !== undefined && { passwordUpdate }),
  };
}

/** Makes the record of a user whom an import creates, without default values. */
export const baseOfNew = (values: Partial<FieldValues>, passwordUpdate: number): ImportBase =>
  baseOf(
    Object.fromEntries(
      comparedFields.flatMap((field) => (values[field] === unsaid[field] ? [] : [[field, values[field]]])),
    ),
    passwordUpdate,
  );

/** Whether a key vouches for an address: not for one that the source calls unverified. */
export const isVouched = (address: string | null, verification: boolean | null, isUnproven: boolean): boolean =>
  address !== null && (verification ?? !isUnproven);

/** The values of a row. A field that the row leaves out is absent. */
export function saidOf(
  user: ImportedUser,
  { emailsUnproven }: Pick<ImportOptions, "emailsUnproven">,
): Partial<FieldValues> {
  const { email, emailVerification, labels, name, phone, phoneVerification, prefs, status, stored } = user;
  return {
    ...(name !== "" && { name }),
    ...(email !== null && {
      email: addressValue(email, emailVerification ?? false, isVouched(email, emailVerification, emailsUnproven)),
    }),
    ...(phone !== null && {
      phone: addressValue(phone, phoneVerification ?? false, isVouched(phone, phoneVerification, false)),
    }),
    ...(stored !== null && { password: passwordValue(stored.password, stored.hash, JSON.stringify(stored.options)) }),
    ...(status !== null && { status }),
    ...(labels !== null && { labels: JSON.stringify(labels) }),
    ...(prefs !== null && { prefs }),
  };
}

/** Whether a field has its imported value. */
export const isAsImported = (base: ImportBase, field: ComparedField, value: unknown): boolean => {
  const digest = base[field];
  return digest === undefined ? value === unsaid[field] : digest === digestOf(value);
};

export const isImportBase = (value: unknown): value is ImportBase =>
  isRecord(value) &&
  Object.entries(value).every(([field, kept]) =>
    field === "passwordUpdate" ? typeof kept === "number" : typeof kept === "string",
  );
