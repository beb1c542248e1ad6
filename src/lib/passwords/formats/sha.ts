/** sha: one unsalted digest of one of eleven functions, in hexadecimal (docs/spec/passwords.md#formats). */
import { sha1 } from "@noble/hashes/legacy.js";
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from "@noble/hashes/sha2.js";
import { sha3_224, sha3_256, sha3_384, sha3_512 } from "@noble/hashes/sha3.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { fail, ok } from "../../../errors/result.ts";
import { equalTexts, toUtf8 } from "../bytes.ts";
import { defineFormat, refusePassword } from "../format.ts";

type Digest = ((message: Uint8Array) => Uint8Array) & { readonly outputLen: number };

/** The functions by their names on the wire, in the order of docs/spec/users.md#create. A Map has no inherited names. */
const versions = new Map<string, Digest>([
  ["sha1", sha1],
  ["sha224", sha224],
  ["sha256", sha256],
  ["sha384", sha384],
  ["sha512/224", sha512_224],
  ["sha512/256", sha512_256],
  ["sha512", sha512],
  ["sha3-224", sha3_224],
  ["sha3-256", sha3_256],
  ["sha3-384", sha3_384],
  ["sha3-512", sha3_512],
]);

/**
 * The version of a hash that names none: the default of the upstream release that this API follows
 * (docs/spec/passwords.md#options).
 */
const versionIfAbsent = "sha3-512";

interface ParsedSha {
  readonly digestOf: Digest;
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
    const version = options["version"] ?? versionIfAbsent;
    const digestOf = versions.get(String(version));
    if (digestOf === undefined) {
      const known = [...versions.keys()].join(", ");
      return fail({ parameter: "passwordVersion", message: `Value must be one of (${known}).` });
    }
    const characters = 2 * digestOf.outputLen;
    if (encoded.length !== characters || !/^[0-9a-f]+$/.test(encoded)) {
      return refusePassword(`Value must be a ${version} hash of ${characters} lowercase hexadecimal characters.`);
    }
    return ok({ digestOf, digest: encoded });
  },

  matches: (password, { digestOf, digest }) => equalTexts(bytesToHex(digestOf(toUtf8(password))), digest),
  isWeak: () => true,
});
