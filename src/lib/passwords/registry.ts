/**
 * The stored password formats: one complete row each. The code that imports, stores or checks a password uses the row, and
 * never a format's name. Pure: no HTTP, no storage, no clock.
 */
import { cryptFamily } from "./families/crypt.ts";
import { digestFamily } from "./families/digest.ts";
import { ldapFamily } from "./families/ldap.ts";
import { magentoFamily } from "./families/magento.ts";
import { pbkdf2Family } from "./families/pbkdf2.ts";
import { prehashedBcryptFamily } from "./families/prehashed-bcrypt.ts";
import { scryptTextFamily } from "./families/scrypt-text.ts";
import { wordpressFamily } from "./families/wordpress.ts";
import type { Outcome, PasswordFormat, RoutedFormat, StoredPassword } from "./format.ts";
import { argon2Format, decoy, hashWithDefault } from "./formats/argon2.ts";
import { bcryptFormat } from "./formats/bcrypt.ts";
import { md5Format } from "./formats/md5.ts";
import { phpassFormat } from "./formats/phpass.ts";
import { scryptModifiedFormat } from "./formats/scrypt-modified.ts";
import { scryptFormat } from "./formats/scrypt.ts";
import { shaFormat } from "./formats/sha.ts";

export { unwrap } from "./foreign.ts";
export { defaultHash } from "./formats/argon2.ts";
export type {
  HashOptions,
  ImportParameter,
  ImportValues,
  Outcome,
  PasswordFormat,
  RoutedFormat,
  StoredPassword,
} from "./format.ts";

/** The rows that upstream has an import for, in the order of the API's imports (docs/spec/users.md#endpoints). */
export const formats: readonly RoutedFormat[] = [
  argon2Format,
  bcryptFormat,
  md5Format,
  phpassFormat,
  scryptFormat,
  scryptModifiedFormat,
  shaFormat,
];

/** The rows that only `POST /users/hash` imports (docs/spec/passwords.md#families). */
export const families: readonly PasswordFormat[] = [
  wordpressFamily,
  pbkdf2Family,
  digestFamily,
  cryptFamily,
  ldapFamily,
  prehashedBcryptFamily,
  scryptTextFamily,
  magentoFamily,
];

/** Every row. */
export const allFormats: readonly PasswordFormat[] = [...formats, ...families];

/** The row whose signature a text has, well-formed or not. Undefined: the text does not identify its format. */
export const identify = (encoded: string): PasswordFormat | undefined =>
  allFormats.find(({ signature }) => signature?.test(encoded));

/** A Map, so that a stored name such as `constructor` finds nothing. */
const formatsByHash: ReadonlyMap<string, PasswordFormat> = new Map(allFormats.map((format) => [format.hash, format]));

/** The row of a stored `hash` name, or undefined if no format has that name. */
export const findFormat = (hash: string): PasswordFormat | undefined => formatsByHash.get(hash);

/**
 * Verifies a password against a stored one. Takes from microseconds to some seconds of CPU, within the ceilings.
 * @param stored null: the user has no password, which takes as long as a mismatch with a new password
 * @returns the outcome; a stored password of no known format is `malformed`
 */
export async function verifyPassword(password: string, stored: StoredPassword | null): Promise<Outcome> {
  const { hash, options, password: encoded } = stored ?? decoy;
  const outcome = await promise(() => findFormat(hash)?.verify(password, encoded, options) ?? "malformed");
  return stored === null ? "mismatch" : outcome;
}

/** Whether the password matched. */
export const isMatch = (outcome: Outcome): outcome is "match" | "match-rehash" =>
  outcome === "match" || outcome === "match-rehash";

/**
 * Hashes a new password at the default cost, with a fresh salt: some 30 ms of CPU.
 *
 * @param password at most `passwordBytesMax` bytes of UTF-8, else a RangeError
 */
export function hashPassword(password: string): Promise<StoredPassword> {
  return promise(() => hashWithDefault(password));
}

/** All engines are synchronous today; the async signature leaves room for one that is not. */
const promise = <T>(run: () => T): Promise<T> =>
  new Promise((resolve) => {
    resolve(run());
  });
