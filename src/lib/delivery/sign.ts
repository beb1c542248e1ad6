/**
 * Signatures of webhooks: Standard Webhooks (https://www.standardwebhooks.com), HMAC-SHA-256 over id, time and body; and
 * Appwrite's, HMAC-SHA-1 over address and body, which has no time and can be replayed. Pure.
 */
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";

const prefix = "whsec_";

/** The text of a secret that its owner sees. @param random 24 to 64 bytes */
export const secretText = (random: Uint8Array): string => prefix + Buffer.from(random).toString("base64");

/** Bytes of a key behind `whsec_`, as Standard Webhooks bounds them. */
const [keyMin, keyMax] = [24, 64];

/** Whether a secret can sign: behind `whsec_` there must be base64 of 24 to 64 bytes. */
export function isSigningSecret(secret: string): boolean {
  if (!secret.startsWith(prefix)) return true;
  const key = keyOf(secret);
  return key.length >= keyMin && key.length <= keyMax && secretText(key) === secret;
}

/** The key of a secret: the bytes encoded after `whsec_`, or the bytes of the text if the owner chose it. */
const keyOf = (secret: string): Uint8Array =>
  secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), "base64") : Buffer.from(secret);

interface Signed {
  /** The id by which a receiver recognizes a repeated event. */
  readonly id: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly body: string;
}

/**
 * The headers of Standard Webhooks.
 * @param secrets each of them signs; two during a rotation
 */
export function standardHeaders(secrets: readonly string[], { body, id, now }: Signed) {
  const time = String(Math.floor(now / 1_000));
  const signatures = secrets.map((secret) => {
    const digest = createHmac("sha256", keyOf(secret)).update(`${id}.${time}.${body}`).digest("base64");
    return `v1,${digest}`;
  });
  return { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": signatures.join(" ") };
}

/** Appwrite's signature. */
export const legacySignature = (secret: string, url: string, body: string): string =>
  createHmac("sha1", secret)
    .update(url + body)
    .digest("base64");
