/**
 * phpass: the portable scheme of WordPress (`$P$`) and phpBB (`$H$`), and bcrypt texts, to which the original falls back
 * (docs/spec/passwords.md#portable-phpass).
 *
 *     $P$B<8 characters of salt><22 characters of digest>      alphabet ./0-9A-Za-z; B (13) is the log2 of the rounds
 */
import { createHash } from "node:crypto";
import { ok } from "../../../errors/result.ts";
import { equalTexts, toUtf8 } from "../bytes.ts";
import { crypt64Alphabet, crypt64Digits } from "../crypt64.ts";
import { defineFormat, refusePassword } from "../format.ts";
import { phpassRounds } from "../limits.ts";
import {
  bcryptCeiling,
  isPrehashedBcrypt,
  isWholeForBcrypt,
  matchesBcrypt,
  type ParsedBcrypt,
  readBcrypt,
} from "./bcrypt.ts";
import { stretchMd5 } from "./phpass-md5.ts";

/**
 * `5` to `S` stand for 7 to 30, the counts that phpass accepts. The salt may have any visible character. The last
 * character of the digest has two bits.
 */
const portableText = /^\$[PH]\$([5-9A-S])([!-~]{8})([./0-9A-Za-z]{21}[./01])$/;

export interface ParsedPortable {
  readonly scheme: "portable";
  readonly roundsLog2: number;
  readonly salt: string;
  readonly digest: string;
}

type ParsedPhpass = ParsedPortable | (ParsedBcrypt & { readonly scheme: "bcrypt" });

export const phpassFormat = defineFormat<ParsedPhpass>({
  hash: "phpass",
  importPath: "phpass",
  operation: "createPHPassUser",
  signature: /^\$[PH]\$/,
  parameters: {},
  options: {},
  ceilings: [
    {
      limit: phpassRounds,
      parameter: "password",
      cost: (parsed) => (parsed.scheme === "portable" ? parsed.roundsLog2 : 0),
    },
    { ...bcryptCeiling, cost: (parsed) => (parsed.scheme === "bcrypt" ? bcryptCeiling.cost(parsed) : 0) },
  ],

  read(encoded) {
    const bcrypt = readBcrypt(encoded);
    if (bcrypt.ok) return ok({ scheme: "bcrypt", ...bcrypt.value });
    const portable = readPortable(encoded);
    if (portable !== undefined) return ok(portable);
    return isPrehashedBcrypt(encoded)
      ? bcrypt
      : refusePassword("Value must be a phpass hash of 34 characters that begins with $P$ or $H$, or a bcrypt hash.");
  },

  matches: (password, parsed) =>
    parsed.scheme === "bcrypt" ? matchesBcrypt(password, parsed) : matchesPortable(password, parsed),
  isWeak: () => true,
  isWhole: (password, { scheme }) => scheme !== "bcrypt" || isWholeForBcrypt(password),
});

/** Reads a text of the portable scheme. @returns undefined for another text */
export function readPortable(encoded: string): ParsedPortable | undefined {
  const match = portableText.exec(encoded);
  if (match === null) return undefined;
  const [, count = "", salt = "", digest = ""] = match;
  return { scheme: "portable", roundsLog2: crypt64Alphabet.indexOf(count), salt, digest };
}

export function matchesPortable(password: string, { roundsLog2, salt, digest }: ParsedPortable): boolean {
  const bytes = toUtf8(password);
  const seed = createHash("md5").update(toUtf8(salt)).update(bytes).digest();
  return equalTexts(encode64(stretchMd5(seed, bytes, 2 ** roundsLog2)), digest);
}

/** phpass's own base64: little-endian, 6 bits at a time, low bits first. */
function encode64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const group = bytes.subarray(at, at + 3);
    const value = group.reduce((sum, byte, index) => sum + byte * 256 ** index, 0);
    text += crypt64Digits(value, group.length + 1);
  }
  return text;
}
