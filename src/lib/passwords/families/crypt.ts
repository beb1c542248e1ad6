/**
 * crypt: crypt(3) of Unix systems other than bcrypt, and Apache's (docs/spec/passwords.md#families).
 *
 *     $6$rounds=656000$<salt>$<86 characters>      SHA-512; 5,000 rounds where none are said
 *     $5$<salt>$<43 characters>                    SHA-256
 *     $1$<salt>$<22 characters>, $apr1$…           MD5, 1,000 rounds
 */
import { ok, type Result } from "../../../errors/result.ts";
import { equalTexts, toUtf8 } from "../bytes.ts";
import { md5Crypt } from "../engines/md5-crypt.ts";
import { shaCrypt } from "../engines/sha-crypt.ts";
import { type Ceiling, defineFamily, type Refusal, refusePassword } from "../format.ts";
import { cryptRounds } from "../limits.ts";

export interface ParsedCrypt {
  readonly scheme: "sha512" | "sha256" | "1" | "apr1";
  readonly rounds: number;
  readonly salt: string;
  readonly digest: string;
}

/** A round hashes the password once or twice, so the cost grows with its length too. 200 bytes: at most four blocks of SHA-512. */
export const cryptPasswordBytesMax = 200;

/** The last character of the digest has the remaining bits: two for SHA-512, four for SHA-256. */
const shaText =
  /^\$(?:6|5)\$(?:rounds=([1-9]\d{3,8})\$)?([!-#%-9;-~]{0,16})\$([./0-9A-Za-z]{85}[./01]|[./0-9A-Za-z]{42}[./0-9A-D])$/;

const md5Text = /^\$(1|apr1)\$([!-#%-9;-~]{0,8})\$([./0-9A-Za-z]{21}[./01])$/;

const expected =
  "Value must be a crypt(3) hash that begins with $6$, $5$, $1$ or $apr1$, with at least 1000 rounds if it has rounds= " +
  "and a salt of at most 16 characters (8 for $1$ and $apr1$).";

/** Reads a text. Exported for formats that may hold one. */
export function readCrypt(encoded: string): Result<ParsedCrypt, Refusal> {
  const md5 = md5Text.exec(encoded);
  if (md5 !== null) {
    const [, name, salt = "", digest = ""] = md5;
    return ok({ scheme: name === "1" ? "1" : "apr1", rounds: 1000, salt, digest });
  }
  const [, rounds = "5000", salt = "", digest = ""] = shaText.exec(encoded) ?? [];
  const scheme = encoded.startsWith("$6$") ? "sha512" : "sha256";
  if (digest.length !== digestCharacters[scheme]) return refusePassword(expected);
  return ok({ scheme, rounds: Number(rounds), salt, digest });
}

const digestCharacters = { sha512: 86, sha256: 43 };

/** Whether a password of at most `cryptPasswordBytesMax` bytes gives the digest. */
export function matchesCrypt(password: string, { digest, rounds, salt, scheme }: ParsedCrypt): boolean {
  const bytes = toUtf8(password);
  const computed =
    scheme === "1" || scheme === "apr1"
      ? md5Crypt(bytes, toUtf8(salt), toUtf8(`$${scheme}$`))
      : shaCrypt(scheme, bytes, toUtf8(salt), rounds);
  return equalTexts(computed, digest);
}

export const cryptCeilings: readonly Ceiling<ParsedCrypt>[] = [
  { limit: cryptRounds, parameter: "password", cost: ({ rounds }) => rounds },
];

export const cryptFamily = defineFamily<ParsedCrypt>({
  hash: "crypt",
  signature: /^\$(?:6|5|1|apr1)\$/,
  parameters: {},
  options: {},
  ceilings: cryptCeilings,
  passwordBytesMax: cryptPasswordBytesMax,
  read: readCrypt,
  matches: matchesCrypt,
  isWeak: () => true,
});
