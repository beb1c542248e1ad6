/**
 * ldap: the schemes of an LDAP server's userPassword (RFC 2307), with the scheme's name in any case
 * (docs/spec/passwords.md#families).
 *
 *     {SSHA512}<base64 of digest and salt>      {SHA}, {MD5}: of the digest alone      {CRYPT}<crypt(3) or bcrypt>
 */
import { createHash } from "node:crypto";
import { ok, type Result } from "../../../errors/result.ts";
import { equalBytes, parseBase64, toUtf8 } from "../bytes.ts";
import { defineFamily, type Refusal, refusePassword } from "../format.ts";
import { bcryptCeiling, isWholeForBcrypt, matchesBcrypt, type ParsedBcrypt, readBcrypt } from "../formats/bcrypt.ts";
import { familyBcryptCost } from "../limits.ts";
import { cryptCeilings, cryptPasswordBytesMax, matchesCrypt, type ParsedCrypt, readCrypt } from "./crypt.ts";

interface ParsedDigest {
  readonly scheme: "digest";
  readonly algorithm: string;
  readonly digest: Uint8Array;
  readonly salt: Uint8Array;
}

type ParsedLdap = ParsedDigest | (ParsedBcrypt & { readonly scheme: "bcrypt" }) | ParsedCrypt;

interface Scheme {
  readonly algorithm: string;
  readonly bytes: number;
  readonly isSalted: boolean;
}

/** The schemes by their names in lower case. A Map has no inherited names. */
const schemes: ReadonlyMap<string, Scheme> = new Map(
  [
    { name: "md5", algorithm: "md5", bytes: 16 },
    { name: "sha", algorithm: "sha1", bytes: 20 },
    { name: "sha256", algorithm: "sha256", bytes: 32 },
    { name: "sha384", algorithm: "sha384", bytes: 48 },
    { name: "sha512", algorithm: "sha512", bytes: 64 },
  ].flatMap(({ name, ...scheme }): readonly (readonly [string, Scheme])[] => [
    [name, { ...scheme, isSalted: false }],
    [`s${name}`, { ...scheme, isSalted: true }],
  ]),
);

const expected =
  "Value must be an LDAP password: {SSHA}, {SSHA256}, {SSHA384}, {SSHA512} or {SMD5} with base64 of digest and salt, {SHA}, " +
  "{SHA256}, {SHA384}, {SHA512} or {MD5} with base64 of the digest, or {CRYPT} with a crypt(3) or bcrypt hash.";

export const ldapFamily = defineFamily<ParsedLdap>({
  hash: "ldap",
  signature: /^\{(?:s?sha(?:256|384|512)?|s?md5|crypt)\}/i,
  parameters: {},
  options: {},
  ceilings: [
    {
      limit: familyBcryptCost,
      parameter: "password",
      cost: (parsed) => (parsed.scheme === "bcrypt" ? bcryptCeiling.cost(parsed) : 0),
    },
    ...cryptCeilings.map((ceiling) => ({
      ...ceiling,
      cost: (parsed: ParsedLdap) => ("rounds" in parsed ? ceiling.cost(parsed) : 0),
    })),
  ],
  read,
  matches(password, parsed) {
    switch (parsed.scheme) {
      case "digest":
        return equalBytes(
          new Uint8Array(createHash(parsed.algorithm).update(password).update(parsed.salt).digest()),
          parsed.digest,
        );
      case "bcrypt":
        return matchesBcrypt(password, parsed);
      default:
        // Of the formats in {CRYPT}, only these take longer with a longer password.
        return toUtf8(password).length <= cryptPasswordBytesMax && matchesCrypt(password, parsed);
    }
  },
  isWeak: () => true,
  isWhole: (password, { scheme }) => scheme !== "bcrypt" || isWholeForBcrypt(password),
});

function read(encoded: string): Result<ParsedLdap, Refusal> {
  const [, name = "", rest = ""] = /^\{([a-z0-9]{1,8})\}(.+)$/i.exec(encoded) ?? [];
  if (name.toLowerCase() === "crypt") {
    const bcrypt = readBcrypt(rest);
    return bcrypt.ok ? ok({ scheme: "bcrypt", ...bcrypt.value }) : readCrypt(rest);
  }
  const scheme = schemes.get(name.toLowerCase());
  const bytes = parseBase64(rest);
  if (scheme === undefined || bytes === undefined) return refusePassword(expected);
  const isLength = scheme.isSalted ? bytes.length > scheme.bytes : bytes.length === scheme.bytes;
  if (!isLength) return refusePassword(expected);
  const { algorithm } = scheme;
  return ok({
    scheme: "digest",
    algorithm,
    digest: bytes.slice(0, scheme.bytes),
    salt: bytes.slice(scheme.bytes),
  });
}
