/**
 * Seals short texts, so that the database does not have them in plain: AES-256-GCM (NIST SP 800-38D). A sealed text is
 * `<id of the secret>.<iv>.<ciphertext and tag>`, the latter two in base64url.
 */
import { Buffer } from "node:buffer";
import { fail, ok, type Result } from "../../errors/result.ts";
import { deriveKey, findSecret, keyId, type SecretKeys } from "./derive.ts";
import { memoize } from "./memoize.ts";

/** The recommended length of GCM's iv, in bytes. Random ones are safe for 2^32 texts under one secret (SP 800-38D 8.3). */
const ivLength = 12;

/** The last part has at least 22 characters: the 16 bytes of the tag. */
const shape = /^([0-9a-f]{8})\.([\w-]{16})\.([\w-]{22,})$/;

const utf8 = new TextEncoder();

// WebCrypto needs 4 µs for a text in workerd, node:crypto 16.
const sealingKeyOf = memoize(async (secret: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", deriveKey(secret, "seal"), "AES-GCM", false, ["encrypt", "decrypt"]),
);

const parameters = (iv: Uint8Array, context: string) => ({
  name: "AES-GCM",
  iv,
  additionalData: utf8.encode(context),
});

/**
 * @param keys the first of them seals
 * @param context the place of the text, down to the row: "authenticators.secret/42". It can be opened only with the same context
 * @returns a different text each time; 48 characters and 4/3 of the length of `plain` in UTF-8
 */
export async function seal([secret]: SecretKeys, context: string, plain: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(ivLength));
  const key = await sealingKeyOf(secret);
  const ciphertext = await crypto.subtle.encrypt(parameters(iv, context), key, utf8.encode(plain));
  return [keyId(secret), Buffer.from(iv).toString("base64url"), Buffer.from(ciphertext).toString("base64url")].join(
    ".",
  );
}

/**
 * @param keys any of them may have sealed it
 * @param context the context that it was sealed with
 * @returns the text, or the error: `malformed`; `unknown key`; `not authentic` if the key is known but the text was
 * changed or sealed for another context
 */
export async function open(
  keys: SecretKeys,
  context: string,
  sealed: string,
): Promise<Result<string, "malformed" | "unknown key" | "not authentic">> {
  const [, id, iv, ciphertext] = shape.exec(sealed) ?? [];
  if (iv === undefined || ciphertext === undefined) return fail("malformed");
  const secret = findSecret(keys, id);
  if (secret === undefined) return fail("unknown key");
  const key = await sealingKeyOf(secret);
  const algorithm = parameters(Buffer.from(iv, "base64url"), context);
  try {
    const plain = await crypto.subtle.decrypt(algorithm, key, Buffer.from(ciphertext, "base64url"));
    return ok(Buffer.from(plain).toString());
  } catch (error) {
    if (error instanceof DOMException && error.name === "OperationError") return fail("not authentic");
    throw error;
  }
}
