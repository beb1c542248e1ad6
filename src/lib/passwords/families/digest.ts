/**
 * digest: a digest of password and salt, plain or keyed (HMAC), in one or more rounds (docs/spec/passwords.md#families).
 *
 *     sha1$<salt>$<hexadecimal>, md5$…                  Django
 *     <hexadecimal>:<salt>:1                            Magento 2: SHA-256; :0 is MD5. The salt stands first
 *
 * Any other text is the digest alone, and the options describe it: Symfony, Auth0, Firebase and custom schemes.
 */
import { createHash, createHmac } from "node:crypto";
import { ok, type Result } from "../../../errors/result.ts";
import { concat, decoders, equalBytes, parseHex, toUtf8 } from "../bytes.ts";
import { defineFamily, type HashOptions, type Refusal, refuseParameter, refusePassword } from "../format.ts";
import { digestRounds } from "../limits.ts";
import { optionalSalt, passwordAlgorithm, passwordEncoding, passwordSaltEncoding } from "../parameters.ts";

interface ParsedDigest {
  readonly algorithm: string;
  /** The key of an HMAC; null: a plain digest. */
  readonly key: Uint8Array | null;
  readonly salt: Uint8Array;
  readonly position: Position;
  readonly rounds: number;
  readonly digest: Uint8Array;
}

/** `prefix`: salt, password. `suffix`: password, salt. `braces`: Symfony's `password{salt}`, in every round. */
const positions = ["prefix", "suffix", "braces"] as const;

type Position = (typeof positions)[number];

const digestBytes: ReadonlyMap<string, number> = new Map([
  ["md5", 16],
  ["sha1", 20],
  ["sha256", 32],
  ["sha384", 48],
  ["sha512", 64],
]);

const noSalt = new Uint8Array();

export const digestFamily = defineFamily<ParsedDigest>({
  hash: "digest",
  signature: /^(?:(?:sha1|md5)\$|[0-9a-f]{32,64}:[^:]+:[01]$)/,
  parameters: {
    passwordAlgorithm,
    passwordKey: { type: "text", min: 1, max: 256, optional: true },
    passwordKeyEncoding: passwordSaltEncoding,
    passwordSalt: optionalSalt,
    passwordSaltEncoding,
    passwordSaltPosition: { type: "choice", values: positions, optional: true },
    passwordRounds: { type: "integer", optional: true },
    passwordEncoding,
  },
  options: {
    algorithm: "passwordAlgorithm",
    key: "passwordKey",
    keyEncoding: "passwordKeyEncoding",
    salt: "passwordSalt",
    saltEncoding: "passwordSaltEncoding",
    saltPosition: "passwordSaltPosition",
    rounds: "passwordRounds",
    encoding: "passwordEncoding",
  },
  ceilings: [{ limit: digestRounds, parameter: "passwordRounds", cost: ({ rounds }) => rounds }],
  read: (encoded, options) =>
    Object.keys(options).some((option) => option !== "type") ? readDescribed(encoded, options) : readText(encoded),
  matches: (password, parsed) => equalBytes(compute(toUtf8(password), parsed), parsed.digest),
  isWeak: () => true,
});

const braces = { open: toUtf8("{"), close: toUtf8("}") };

function compute(password: Uint8Array, { algorithm, key, position, rounds, salt }: ParsedDigest): Uint8Array {
  const digestOf = (bytes: Uint8Array) =>
    new Uint8Array((key === null ? createHash(algorithm) : createHmac(algorithm, key)).update(bytes).digest());
  const salted = {
    prefix: () => concat(salt, password),
    suffix: () => concat(password, salt),
    // Symfony writes no braces without a salt.
    braces: () => (salt.length === 0 ? password : concat(password, concat(braces.open, concat(salt, braces.close)))),
  }[position]();
  let digest = digestOf(salted);
  for (let round = 1; round < rounds; round += 1) {
    digest = digestOf(position === "braces" ? concat(digest, salted) : digest);
  }
  return digest;
}

const djangoText = /^(sha1|md5)\$([^$]*)\$([0-9a-f]+)$/;
const magentoText = /^([0-9a-f]+):([^:]+):([01])$/;

const expected =
  "Value must be a digest as Django (sha1$…, md5$…) or Magento (…:salt:1) write it, or the digest alone, with " +
  "passwordAlgorithm beside it.";

function readText(encoded: string): Result<ParsedDigest, Refusal> {
  const django = djangoText.exec(encoded);
  const magento = magentoText.exec(encoded);
  const algorithm = django?.[1] ?? (magento?.[3] === "1" ? "sha256" : "md5");
  const digest = parseHex(django?.[3] ?? magento?.[1] ?? "");
  if (digest?.length !== digestBytes.get(algorithm)) return refusePassword(expected);
  const salt = toUtf8(django?.[2] ?? magento?.[2] ?? "");
  return digest === undefined
    ? refusePassword(expected)
    : ok({ algorithm, key: null, salt, position: "prefix", rounds: 1, digest });
}

function readDescribed(encoded: string, options: HashOptions): Result<ParsedDigest, Refusal> {
  const algorithm = String(options["algorithm"]);
  const bytes = digestBytes.get(algorithm);
  if (bytes === undefined) {
    return refuseParameter("passwordAlgorithm", `Value must be one of (${[...digestBytes.keys()].join(", ")}).`);
  }
  const salt = options["salt"] === undefined ? noSalt : bytesFrom(options, "salt", "saltEncoding");
  if (salt === undefined) {
    return refuseParameter("passwordSalt", "Value must be the salt, in the encoding that passwordSaltEncoding says.");
  }
  const key = options["key"] === undefined ? null : bytesFrom(options, "key", "keyEncoding");
  if (key === undefined) {
    return refuseParameter("passwordKey", "Value must be the key, in the encoding that passwordKeyEncoding says.");
  }
  const position = positions.find((name) => name === (options["saltPosition"] ?? "prefix"));
  if (position === undefined) {
    return refuseParameter("passwordSaltPosition", `Value must be one of (${positions.join(", ")}).`);
  }
  const rounds = options["rounds"] ?? 1;
  if (typeof rounds !== "number" || !Number.isSafeInteger(rounds) || rounds < 1) {
    return refuseParameter("passwordRounds", "Value must be an integer of at least 1.");
  }
  const encoding = options["encoding"] ?? "hex";
  const digest = decoders.get(String(encoding))?.(encoded);
  if (digest?.length !== bytes) {
    return refusePassword(`Value must be ${encoding} of the ${bytes} bytes of a ${algorithm} digest.`);
  }
  return ok({ algorithm, key, salt, position, rounds, digest });
}

function bytesFrom(options: HashOptions, option: string, encodingOption: string): Uint8Array | undefined {
  const text = options[option];
  return typeof text === "string" ? decoders.get(String(options[encodingOption] ?? "utf8"))?.(text) : undefined;
}
