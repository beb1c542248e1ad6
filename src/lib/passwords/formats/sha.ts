/** sha: one unsalted digest of one of eleven functions, in hexadecimal (docs/spec/passwords.md#formats). */
import { createHash } from "node:crypto";
import { _SHA512_224 as Sha512_224 } from "@noble/hashes/sha2.js";
import { Keccak } from "@noble/hashes/sha3.js";
import { fail, ok } from "../../../errors/result.ts";
import { equalTexts, toHex, toUtf8 } from "../bytes.ts";
import { defineFormat, refusePassword } from "../format.ts";

interface Digest {
  readonly bytes: number;
  readonly of: (message: Uint8Array) => Uint8Array;
}

/** A function of the runtime, by its name there. */
const native = (name: string, bytes: number): Digest => ({
  bytes,
  of: (message) => createHash(name).update(message).digest(),
});

/** SHA-512/224, which the runtime lacks. The class: the function of the package hashes once while the Worker starts. */
const sha512_224: Digest = { bytes: 28, of: (message) => new Sha512_224().update(message).digest() };

/** SHA-3, which the runtime lacks (FIPS 202, section 6.1): the state has 200 bytes, and the suffix 01 before the padding gives 6. */
const sha3 = (bytes: number): Digest => ({
  bytes,
  of: (message) => new Keccak(200 - 2 * bytes, 6, bytes).update(message).digest(),
});

/** The functions by their names on the wire, in the order of docs/spec/users.md#create. A Map has no inherited names. */
const versions = new Map<string, Digest>([
  ["sha1", native("sha1", 20)],
  ["sha224", native("sha224", 28)],
  ["sha256", native("sha256", 32)],
  ["sha384", native("sha384", 48)],
  ["sha512/224", sha512_224],
  ["sha512/256", native("sha512-256", 32)],
  ["sha512", native("sha512", 64)],
  ["sha3-224", sha3(28)],
  ["sha3-256", sha3(32)],
  ["sha3-384", sha3(48)],
  ["sha3-512", sha3(64)],
]);

/**
 * The version of a hash that names none: the default of the upstream release that this API follows
 * (docs/spec/passwords.md#options).
 */
const versionIfAbsent = "sha3-512";

interface ParsedSha {
  readonly version: Digest;
  readonly digest: string;
}

export const shaFormat = defineFormat<ParsedSha>({
  hash: "sha",
  importPath: "sha",
  operation: "createSHAUser",
  parameters: { passwordVersion: { type: "choice", values: [...versions.keys()], optional: true } },
  options: { version: "passwordVersion" },
  ceilings: [],

  read(encoded, options) {
    const name = options["version"] ?? versionIfAbsent;
    const version = versions.get(String(name));
    if (version === undefined) {
      const known = [...versions.keys()].join(", ");
      return fail({ parameter: "passwordVersion", message: `Value must be one of (${known}).` });
    }
    const characters = 2 * version.bytes;
    if (encoded.length !== characters || !/^[0-9a-f]+$/.test(encoded)) {
      return refusePassword(`Value must be a ${name} hash of ${characters} lowercase hexadecimal characters.`);
    }
    return ok({ version, digest: encoded });
  },

  matches: (password, { digest, version }) => equalTexts(toHex(version.of(toUtf8(password))), digest),
  isWeak: () => true,
});
