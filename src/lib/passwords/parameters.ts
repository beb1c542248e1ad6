/** Import parameters that several formats share. One name means the same for each of them. */
import { decoders } from "./bytes.ts";
import type { ImportParameter } from "./format.ts";

/** Code points. */
const text = { type: "text", min: 1, max: 128 } as const;

export const passwordSalt: ImportParameter = text;

export const optionalSalt: ImportParameter = { ...text, optional: true };

/** How the text of the salt gives its bytes; `utf8` where it is left out. */
export const passwordSaltEncoding: ImportParameter = { type: "choice", values: [...decoders.keys()], optional: true };

/** The digest function of a digest or of PBKDF2. */
export const passwordAlgorithm: ImportParameter = {
  type: "choice",
  values: ["md5", "sha1", "sha256", "sha384", "sha512"],
  optional: true,
};

/** How the hash itself is written. */
export const passwordEncoding: ImportParameter = { type: "choice", values: ["hex", "base64"], optional: true };
