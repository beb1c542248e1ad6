/**
 * The spellings of PBKDF2.
 *
 *     pbkdf2_sha256$<iterations>$<salt as text>$<base64>                   Django; Clerk with hexadecimal or a base64 salt
 *     pbkdf2:sha256:<iterations>$<salt as text>$<hexadecimal>              Werkzeug, Flask
 *     $pbkdf2-sha512$<iterations>$<dotted base64>$<dotted base64>          passlib, Odoo; without a name it is SHA-1
 *     $pbkdf2-sha512$i=<iterations>,l=<bytes>$<base64>$<base64>            PHC, Auth0
 *     {PBKDF2-SHA512}<iterations>$<dotted base64>$<dotted base64>          OpenLDAP, passlib
 *     AQAAAA…, AB…                                                         ASP.NET Identity 3 and 2
 *
 * Any other text is the derived key alone, and the options describe it: Keycloak, Firebase.
 */
import { ok, type Result } from "../../../errors/result.ts";
import { decoders, parseBase64, parseDottedBase64, parseHex, toUtf8 } from "../bytes.ts";
import type { Pbkdf2Parameters } from "../engines/pbkdf2.ts";
import { type ShaKind, shaKinds } from "../engines/sha-engine.ts";
import { type HashOptions, type Refusal, refuseParameter, refusePassword } from "../format.ts";

export interface ParsedPbkdf2 extends Pbkdf2Parameters {
  readonly output: Uint8Array;
}

type Read = (match: readonly string[], options: HashOptions) => Partial<ParsedPbkdf2>;

type Decode = (text: string) => Uint8Array | undefined;

const isKind = (name: string): name is ShaKind => Object.hasOwn(shaKinds, name);

/** Collects the parts of a hash. A part that cannot be read is undefined. */
function parts(
  name: string,
  iterations: string | number,
  salt: Uint8Array | undefined,
  output: Uint8Array | undefined,
) {
  const algorithm = name.toLowerCase();
  return {
    ...(isKind(algorithm) ? { algorithm } : {}),
    ...(salt === undefined ? {} : { salt }),
    ...(output === undefined ? {} : { output }),
    iterations: Number(iterations),
  };
}

/** Clerk writes hexadecimal in place of Django's base64, recognized by two characters per byte of the digest. */
const decodeDigest =
  (name: string): Decode =>
  (text) =>
    isKind(name) && text.length === 2 * shaKinds[name].digestBytes ? parseHex(text) : parseBase64(text);

const saltDecoder = (options: HashOptions): Decode => decoders.get(String(options["saltEncoding"] ?? "utf8")) ?? toUtf8;

const dotted: Read = ([, name = "", iterations = "", salt = "", output = ""]) =>
  parts(name === "" ? "sha1" : name, iterations, parseDottedBase64(salt), parseDottedBase64(output));

const texts: readonly (readonly [pattern: RegExp, read: Read])[] = [
  [
    /^pbkdf2_(sha1|sha256|sha512)\$([1-9]\d{0,9})\$([^$]+)\$([^$]+)$/,
    ([, name = "", iterations = "", salt = "", output = ""], options) =>
      parts(name, iterations, saltDecoder(options)(salt), decodeDigest(name)(output)),
  ],
  [
    /^pbkdf2:(sha1|sha256|sha512):([1-9]\d{0,9})\$([^$]+)\$([^$]+)$/,
    ([, name = "", iterations = "", salt = "", output = ""]) => parts(name, iterations, toUtf8(salt), parseHex(output)),
  ],
  [/^\$pbkdf2(?:-(sha1|sha256|sha512))?\$([1-9]\d{0,9})\$([^$]+)\$([^$]+)$/, dotted],
  [/^\{PBKDF2(?:-(SHA1|SHA256|SHA512))?\}([1-9]\d{0,9})\$([^$]+)\$([^$]+)$/i, dotted],
  [
    /^\$pbkdf2-(sha1|sha256|sha512)\$i=([1-9]\d{0,9})(?:,l=([1-9]\d{0,3}))?\$([^$]+)\$([^$]+)$/,
    ([, name = "", iterations = "", length, salt = "", output = ""]) => {
      const bytes = parseBase64(output);
      const isLength = length === undefined || Number(length) === bytes?.length;
      return parts(name, iterations, parseBase64(salt), isLength ? bytes : undefined);
    },
  ],
  [/^AQAAAA[A-P][A-Za-z0-9+/]+={0,2}$/, ([text = ""]) => readAspNet3(parseBase64(text))],
  [/^A[A-P][A-Za-z0-9+/]{64}==$/, ([text = ""]) => readAspNet2(parseBase64(text))],
];

/** The beginnings of PBKDF2 texts, well-formed or not. */
export const pbkdf2Signature = /^(?:pbkdf2[_:]|\$pbkdf2[-$]|\{PBKDF2[-}]|AQAAAA[A-P]|A[A-P][A-Za-z0-9+/]{64}==$)/i;

const aspNetAlgorithms = ["sha1", "sha256", "sha512"];

/** Reads version 3: the byte 1; function, iterations and salt length in 32 bits each; salt; key. */
function readAspNet3(bytes: Uint8Array | undefined): Partial<ParsedPbkdf2> {
  if (bytes === undefined || bytes.length < 13) return {};
  const view = new DataView(bytes.buffer);
  const saltEnd = 13 + view.getUint32(9);
  const name = aspNetAlgorithms[view.getUint32(1)] ?? "";
  return parts(name, view.getUint32(5), bytes.slice(13, saltEnd), bytes.slice(saltEnd));
}

/** Reads version 2: the byte 0, a salt of 16 bytes and a key of 32, with a thousand iterations of SHA-1. */
const readAspNet2 = (bytes: Uint8Array | undefined): Partial<ParsedPbkdf2> =>
  bytes?.[0] === 0 ? parts("sha1", 1000, bytes.slice(1, 17), bytes.slice(17)) : {};

const expected =
  "Value must be a PBKDF2 hash as Django, Werkzeug, passlib, LDAP, ASP.NET Identity or PHC write it, with SHA-1, " +
  "SHA-256 or SHA-512, a salt of 1 byte or more and a key of 16 to 512; or the key alone, with passwordAlgorithm, " +
  "passwordIterations and passwordSalt beside it.";

/** The options that a bare key needs. */
const described = ["algorithm", "iterations", "salt", "encoding"];

const isComplete = (parsed: Partial<ParsedPbkdf2>): parsed is Omit<ParsedPbkdf2, "outputBytes"> =>
  parsed.algorithm !== undefined && parsed.salt !== undefined && parsed.output !== undefined;

/** Reads any of the spellings. */
export function readPbkdf2(encoded: string, options: HashOptions): Result<ParsedPbkdf2, Refusal> {
  if (described.some((option) => options[option] !== undefined)) return readDescribed(encoded, options);
  for (const [pattern, read] of texts) {
    const match = pattern.exec(encoded);
    if (match !== null) return complete(read(match, options));
  }
  return refusePassword(expected);
}

function complete(parsed: Partial<ParsedPbkdf2>): Result<ParsedPbkdf2, Refusal> {
  if (!isComplete(parsed) || parsed.iterations < 1 || parsed.salt.length === 0) return refusePassword(expected);
  const { algorithm, iterations, output, salt } = parsed;
  if (output.length < 16 || output.length > 512) return refusePassword(expected);
  return ok({ algorithm, iterations, salt, output, outputBytes: output.length });
}

function readDescribed(encoded: string, options: HashOptions): Result<ParsedPbkdf2, Refusal> {
  const algorithm = options["algorithm"];
  if (typeof algorithm !== "string" || !isKind(algorithm)) {
    return refuseParameter("passwordAlgorithm", "Value must be one of (sha1, sha256, sha512) for PBKDF2.");
  }
  const iterations = options["iterations"];
  if (typeof iterations !== "number" || !Number.isSafeInteger(iterations) || iterations < 1) {
    return refuseParameter("passwordIterations", "Value must be an integer of at least 1.");
  }
  const saltText = options["salt"];
  const salt = typeof saltText === "string" ? saltDecoder(options)(saltText) : undefined;
  if (salt === undefined) {
    return refuseParameter("passwordSalt", "Value must be the salt, in the encoding that passwordSaltEncoding says.");
  }
  const encoding = options["encoding"] ?? "base64";
  const output = decoders.get(String(encoding))?.(encoded);
  if (output === undefined) {
    return refusePassword(`Value must be ${encoding}, as passwordEncoding says (base64 where it is left out).`);
  }
  return complete({ algorithm, iterations, salt, output });
}
