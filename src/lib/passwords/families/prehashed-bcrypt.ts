/**
 * prehashedBcrypt: bcrypt of a digest of the password, so that all bytes of a long password count
 * (docs/spec/passwords.md#families).
 *
 *     bcrypt_sha256$$2b$12$<53 characters>                        Django: the SHA-256 in hexadecimal
 *     $bcrypt-sha256$v=2,t=2b,r=12$<22 characters>$<31>           passlib 1.7.3: HMAC-SHA256 by the salt's text, in base64
 *     $bcrypt-sha256$2b,12$<22 characters>$<31>                   passlib before that: the SHA-256 in base64
 *
 * A bcrypt hash without a prefix is one of these if `passwordPrehash` names the digest: Meteor's, or a hash that lost its prefix.
 */
import { createHash, createHmac } from "node:crypto";
import { ok, type Result } from "../../../errors/result.ts";
import { defineFamily, type HashOptions, type Refusal, refuseParameter, refusePassword } from "../format.ts";
import { matchesBcrypt, type ParsedBcrypt, readBcrypt } from "../formats/bcrypt.ts";
import { familyBcryptCost } from "../limits.ts";

interface ParsedPrehashed {
  readonly bcrypt: ParsedBcrypt;
  /** The text that bcrypt hashes. */
  readonly digest: (password: string, salt: string) => string;
}

type Digest = ParsedPrehashed["digest"];

const plain =
  (algorithm: string, encoding: "base64" | "hex"): Digest =>
  (password) =>
    createHash(algorithm).update(password).digest(encoding);

const keyedBySalt: Digest = (password, salt) => createHmac("sha256", salt).update(password).digest("base64");

/** The digests by the value of `passwordPrehash`. A Map has no inherited names. */
const prehashes: ReadonlyMap<string, Digest> = new Map([
  ["sha256-hex", plain("sha256", "hex")],
  ["sha256-base64", plain("sha256", "base64")],
  ["sha384-base64", plain("sha384", "base64")],
  ["sha512-hex", plain("sha512", "hex")],
  ["sha512-base64", plain("sha512", "base64")],
]);

const passlibText = /^\$bcrypt-sha256\$(?:(v=2,t=2[aby],r=)|2[aby],)(\d{1,2})\$([^$]{22})\$([^$]{31})$/;

const expected =
  "Value must be bcrypt of a digest, as Django (bcrypt_sha256$$2b$…) or passlib ($bcrypt-sha256$…) write it, or a bcrypt " +
  "hash of 60 characters with passwordPrehash beside it.";

export const prehashedBcryptFamily = defineFamily<ParsedPrehashed>({
  hash: "prehashedBcrypt",
  signature: /^(?:bcrypt_sha256\$|\$bcrypt-sha256\$)/,
  parameters: { passwordPrehash: { type: "choice", values: [...prehashes.keys()], optional: true } },
  options: { prehash: "passwordPrehash" },
  ceilings: [{ limit: familyBcryptCost, parameter: "password", cost: ({ bcrypt }) => bcrypt.cost }],
  read,
  matches: (password, { bcrypt, digest }) => matchesBcrypt(digest(password, bcrypt.salt), bcrypt),
  isWeak: () => true,
});

function read(encoded: string, options: HashOptions): Result<ParsedPrehashed, Refusal> {
  const name = options["prehash"];
  if (name !== undefined) {
    const digest = prehashes.get(String(name));
    if (digest === undefined) {
      return refuseParameter("passwordPrehash", `Value must be one of (${[...prehashes.keys()].join(", ")}).`);
    }
    return withDigest(encoded, digest);
  }
  const django = "bcrypt_sha256$";
  if (encoded.startsWith(django)) return withDigest(encoded.slice(django.length), plain("sha256", "hex"));
  const match = passlibText.exec(encoded);
  if (match === null) return refusePassword(expected);
  const [, version2, cost = "", salt = "", digest = ""] = match;
  const bcrypt = `$2b$${cost.padStart(2, "0")}$${salt}${digest}`;
  return withDigest(bcrypt, version2 === undefined ? plain("sha256", "base64") : keyedBySalt);
}

function withDigest(encoded: string, digest: Digest): Result<ParsedPrehashed, Refusal> {
  const bcrypt = readBcrypt(encoded);
  return bcrypt.ok ? ok({ bcrypt: bcrypt.value, digest }) : refusePassword(expected);
}
