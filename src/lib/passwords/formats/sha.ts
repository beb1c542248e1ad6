/** sha: one unsalted digest of one of eleven functions, in hexadecimal (docs/spec/passwords.md#formats). */
import { createHash } from "node:crypto";
import { sha512_224 } from "@noble/hashes/sha2.js";
import { sha3_224, sha3_256, sha3_384, sha3_512 } from "@noble/hashes/sha3.js";
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

/** A function that the runtime lacks. */
const pure = (of: Digest["of"], bytes: number): Digest => ({ bytes, of });

/** The functions by their names on the wire, in the order of docs/spec/users.md#create. A Map has no inherited names. */
const versions = new Map<string, Digest>([
  ["sha1", native("sha1", 20)],
  ["sha224", native("sha224", 28)],
  ["sha256", native("sha256", 32)],
  ["sha384", native("sha384", 48)],
  ["sha512/224", pure(sha512_224, 28)],
  ["sha512/256", native("sha512-256", 32)],
  ["sha512", native("sha512", 64)],
  ["sha3-224", pure(sha3_224, 28)],
  ["sha3-256", pure(sha3_256, 32)],
  ["sha3-384", pure(sha3_384, 48)],
  ["sha3-512", pure(sha3_512, 64)],
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
