/**
 * bcrypt: the 60-character modular crypt text (docs/spec/passwords.md#formats).
 *
 *     $2b$10$<22 characters of salt><31 characters of digest>      alphabet ./A-Za-z0-9; cost is the log2 of the rounds
 *
 * `$2a$`, `$2b$` and `$2y$` mean the same here: they distinguish bugs of some C libraries, none of which affects hashes
 * with these prefixes. `$2x$` marks digests made with such a bug, so it is refused. Only the first 72 bytes of a password
 * count.
 */
import { hashSync } from "bcrypt-ts";
import { ok, type Result } from "../../../errors/result.ts";
import { equalTexts, toUtf8 } from "../bytes.ts";
import { type Ceiling, defineFormat, type Refusal, refusePassword } from "../format.ts";
import { bcryptCost } from "../limits.ts";

export interface ParsedBcrypt {
  readonly cost: number;
  readonly salt: string;
  readonly digest: string;
}

/**
 * The salt's last character has 4 unused bits, which implementations set freely, so any is accepted. The digest's has 2,
 * and a digest with one of them set never matches.
 */
const modularText = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{30}[.CGKOSWaeimquy26])$/;

const expected =
  "Value must be a bcrypt hash of 60 characters that begins with $2a$, $2b$ or $2y$ and a cost of 04 or more.";

/**
 * The prefixes of bcrypt over a digest of the password. This format hashes the password itself, so no password would
 * match the text without its prefix.
 */
const prehashed: readonly (readonly [prefix: RegExp, name: string])[] = [
  [/^\$wp\$/, "WordPress's $wp$"],
  [/^bcrypt_sha256\$/, "Django's bcrypt_sha256"],
  [/^\$bcrypt-sha256\$/, "passlib's bcrypt-sha256"],
];

const findPrehashed = (encoded: string) => prehashed.find(([prefix]) => prefix.test(encoded));

/** Whether the prefix of a text marks it as bcrypt over a digest of the password, which is refused with that reason. */
export const isPrehashedBcrypt = (encoded: string): boolean => findPrehashed(encoded) !== undefined;

function refuseBcrypt(encoded: string) {
  const [, name] = findPrehashed(encoded) ?? [];
  if (name === undefined) return refusePassword(expected);
  return refusePassword(
    `${expected} This is ${name}: bcrypt of a digest of the password. Import it with POST /users/hash; without its prefix no password would match.`,
  );
}

/** The bytes of a password that count. */
const bytesMax = 72;

/** Whether all bytes of a password count. A password of exactly `bytesMax` bytes may be the beginning of a longer one. */
export const isWholeForBcrypt = (password: string): boolean => toUtf8(password).length < bytesMax;

/** Reads a bcrypt text. Exported for formats that fall back on bcrypt. */
export function readBcrypt(encoded: string): Result<ParsedBcrypt, Refusal> {
  const match = modularText.exec(encoded);
  if (match === null) return refuseBcrypt(encoded);
  const [, cost = "", salt = "", digest = ""] = match;
  return Number(cost) < 4 ? refusePassword(expected) : ok({ cost: Number(cost), salt, digest });
}

/** Compares digests only, because the engine rewrites the salt's unused bits. */
export function matchesBcrypt(password: string, { cost, salt, digest }: ParsedBcrypt): boolean {
  const computed = hashSync(password, `$2b$${String(cost).padStart(2, "0")}$${salt}`);
  return equalTexts(computed.slice(-digest.length), digest);
}

export const bcryptCeiling: Ceiling<ParsedBcrypt> = {
  limit: bcryptCost,
  parameter: "password",
  cost: ({ cost }) => cost,
};

export const bcryptFormat = defineFormat<ParsedBcrypt>({
  hash: "bcrypt",
  importPath: "bcrypt",
  operation: "createBcryptUser",
  signature: /^\$2[abxy]\$/,
  parameters: {},
  options: {},
  ceilings: [bcryptCeiling],
  read: readBcrypt,
  matches: matchesBcrypt,
  isWeak: () => true,
  isWhole: isWholeForBcrypt,
});
