/** Import parameters that several formats share, with the same meaning in each. */
import { decoders } from "./bytes.ts";
import type { ImportParameter } from "./format.ts";

/** Bounds in code points. */
const text = { type: "text", min: 1, max: 128 } as const;

export const passwordSalt: ImportParameter = text;

export const optionalSalt: ImportParameter = { ...text, optional: true };

/** The encoding of the salt; `utf8` if left out. */
export const passwordSaltEncoding: ImportParameter = { type: "choice", values: [...decoders.keys()], optional: true };

/** The digest function of a digest or of PBKDF2. */
export const passwordAlgorithm: ImportParameter = {
  type: "choice",
  values: ["md5", "sha1", "sha256", "sha384", "sha512"],
  optional: true,
};

/** The encoding of the hash itself. */
export const passwordEncoding: ImportParameter = { type: "choice", values: ["hex", "base64"], optional: true };
