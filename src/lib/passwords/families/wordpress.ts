/**
 * wordpress: the hashes of all versions of WordPress (docs/spec/passwords.md#families).
 *
 *     $wp$2y$10$<53 characters>       since 6.8: bcrypt of base64(HMAC-SHA384("wp-sha384", password))
 *     $P$B<30 characters>             2.5 to 6.7: phpass
 *     $2y$10$<53 characters>          by plugins
 *     32 hexadecimal characters       before 2.5: md5
 *
 * WordPress trims a password. Passwords from its forms get backslashes before quotes, those from its command line and its
 * API do not, so both spellings are tried.
 */
import { createHash, createHmac } from "node:crypto";
import { ok } from "../../../errors/result.ts";
import { equalTexts } from "../bytes.ts";
import { defineFamily, refusePassword } from "../format.ts";
import { isWholeForBcrypt, matchesBcrypt, type ParsedBcrypt, readBcrypt } from "../formats/bcrypt.ts";
import { matchesPortable, type ParsedPortable, readPortable } from "../formats/phpass.ts";
import { wordpressBcryptCost, wordpressRounds } from "../limits.ts";

type ParsedWordpress =
  | ParsedPortable
  | (ParsedBcrypt & { readonly scheme: "bcrypt" | "wp" })
  | { readonly scheme: "md5"; readonly digest: string };

export const wordpressFamily = defineFamily<ParsedWordpress>({
  hash: "wordpress",
  signature: /^\$wp\$/,
  parameters: {},
  options: {},
  ceilings: [
    { limit: wordpressBcryptCost, parameter: "password", cost: (parsed) => ("cost" in parsed ? parsed.cost : 0) },
    {
      limit: wordpressRounds,
      parameter: "password",
      cost: (parsed) => (parsed.scheme === "portable" ? parsed.roundsLog2 : 0),
    },
  ],

  read(encoded) {
    if (/^[0-9a-f]{32}$/.test(encoded)) return ok({ scheme: "md5", digest: encoded });
    const portable = readPortable(encoded);
    if (portable !== undefined) return ok(portable);
    const isDigested = encoded.startsWith("$wp$");
    const bcrypt = readBcrypt(isDigested ? encoded.slice("$wp".length) : encoded);
    if (bcrypt.ok) return ok({ scheme: isDigested ? "wp" : "bcrypt", ...bcrypt.value });
    return refusePassword(
      "Value must be a hash that WordPress wrote: $wp$2y$ and bcrypt, 34 characters that begin with $P$, a bcrypt hash, " +
        "or 32 lowercase hexadecimal characters of md5.",
    );
  },

  matches: (password, parsed) => spellings(password).some((spelling) => matchesSpelling(spelling, parsed)),
  isWeak: () => true,
  isWhole: (password, { scheme }) => trim(password) === password && (scheme !== "bcrypt" || isWholeForBcrypt(password)),
});

/** The spellings that WordPress may have hashed: with the backslashes of its forms, and without. */
const spellings = (password: string): readonly string[] => [...new Set([trim(addSlashes(password)), trim(password)])];

const addSlashes = (text: string): string => text.replace(/['"\\]/g, String.raw`\$&`).replaceAll("\0", String.raw`\0`);

const trimmed = new Set(" \t\n\r\0\v");

/** PHP's trim(), which removes six characters. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && trimmed.has(text.charAt(start))) start += 1;
  while (end > start && trimmed.has(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function matchesSpelling(password: string, parsed: ParsedWordpress): boolean {
  switch (parsed.scheme) {
    case "wp":
      return matchesBcrypt(createHmac("sha384", "wp-sha384").update(password).digest("base64"), parsed);
    case "bcrypt":
      return matchesBcrypt(password, parsed);
    case "portable":
      return matchesPortable(password, parsed);
    case "md5":
      return equalTexts(createHash("md5").update(password).digest("hex"), parsed.digest);
  }
}
