/**
 * scryptMod: Firebase's scheme (docs/spec/passwords.md#modified-scrypt). scrypt of the password gives a key, which
 * encrypts the project's signer key. The hash is the ciphertext in base64. The costs are constants of the format, so it
 * needs no ceiling.
 */
import { createCipheriv } from "node:crypto";
import { fail, ok } from "../../../errors/result.ts";
import { concat, equalBytes, fromBase64, parseBase64, toUtf8 } from "../bytes.ts";
import { defineFormat, type HashOptions, type Refusal, refusePassword } from "../format.ts";
import { scrypt, type ScryptParameters } from "./scrypt-engine.ts";

/** The costs that Appwrite and Firebase's default project settings (14 bits of memory cost, 8 rounds) share. */
const costs = { cpu: 2 ** 14, blockSize: 8, parallel: 1, outputBytes: 64 } as const;

/** AES-256 takes the first half of scrypt's output. */
const keyBytes = 32;

export interface ParsedScryptModified {
  readonly salt: Uint8Array;
  readonly signerKey: Uint8Array;
  readonly ciphertext: Uint8Array;
}

export const scryptModifiedFormat = defineFormat<ParsedScryptModified>({
  hash: "scryptMod",
  importPath: "scrypt-modified",
  operation: "createScryptModifiedUser",
  parameters: {
    passwordSalt: { type: "text", min: 1, max: 128 },
    // A project may have no separator.
    passwordSaltSeparator: { type: "text", min: 0, max: 128 },
    passwordSignerKey: { type: "text", min: 1, max: 128 },
  },
  options: { signerKey: "passwordSignerKey", saltSeparator: "passwordSaltSeparator", salt: "passwordSalt" },
  ceilings: [],

  read(encoded, options) {
    const salt = bytesFrom(options, "salt");
    if (salt === undefined || salt.length === 0) return refuseBase64("passwordSalt");
    const separator = bytesFrom(options, "saltSeparator");
    if (separator === undefined) return refuseBase64("passwordSaltSeparator");
    const signerKey = bytesFrom(options, "signerKey");
    if (signerKey === undefined || signerKey.length === 0) return refuseBase64("passwordSignerKey");

    const ciphertext = parseBase64(encoded);
    if (ciphertext?.length !== signerKey.length) {
      return refusePassword(`Value must be base64 of as many bytes as the signer key has (${signerKey.length}).`);
    }
    return ok({ salt: concat(salt, separator), signerKey, ciphertext });
  },

  matches: (password, parsed) => matchesScryptModified(password, parsed, costs),

  isWeak: () => true,
});

/** Exported for formats whose hashes contain their costs. */
export function matchesScryptModified(
  password: string,
  { salt, signerKey, ciphertext }: ParsedScryptModified,
  { cpu, blockSize, parallel }: Omit<ScryptParameters, "salt" | "outputBytes">,
): boolean {
  const parameters = { cpu, blockSize, parallel, salt, outputBytes: costs.outputBytes };
  const key = scrypt(toUtf8(password), parameters).subarray(0, keyBytes);
  // A counter that starts at zero is safe only because the salt makes every key unique.
  const cipher = createCipheriv("aes-256-ctr", key, new Uint8Array(16));
  return equalBytes(new Uint8Array(cipher.update(signerKey)), ciphertext);
}

const refuseBase64 = (parameter: string) =>
  fail<Refusal>({ parameter, message: "Value must be base64 of the standard or the URL-safe alphabet." });

/** Accepts missing or short padding and nonzero bits at the end, like upstream's decoder. */
function bytesFrom(options: HashOptions, option: string): Uint8Array | undefined {
  const text = options[option];
  if (typeof text !== "string" || !/^(?:[A-Za-z0-9+/_-]+={0,2})?$/.test(text)) return undefined;
  return text.replace(/=+$/, "").length % 4 === 1 ? undefined : fromBase64(text);
}
