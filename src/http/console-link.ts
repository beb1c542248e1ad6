/** The link with which `npm start` signs a developer in to the console: signed, for one machine, single-use. Pure except for `randomUUID`. */
import { deriveKey, type SecretKeys } from "../lib/crypto/derive.ts";
import { hmac, isSameText } from "../lib/crypto/digest.ts";

/** The lifetime of a link, in milliseconds. */
const linkMs = 600_000;

const sign = ([secret]: SecretKeys, text: string): string => hmac(deriveKey(secret, "console-link"), text);

/** @param now milliseconds since the Unix epoch */
export function makeLinkToken(secretKeys: SecretKeys, now: number): string {
  const claims = `${now + linkMs}.${crypto.randomUUID()}`;
  return `${claims}.${sign(secretKeys, claims)}`;
}

/** @returns when the token expires, in milliseconds since the Unix epoch; null: it is unknown, or has expired */
export function readLinkToken(secretKeys: SecretKeys, token: string, now: number): number | null {
  const [, claims, exp, signature] = /^((\d{13})\.[0-9a-f-]{36})\.([0-9a-f]{64})$/.exec(token) ?? [];
  if (claims === undefined || signature === undefined) return null;
  return isSameText(sign(secretKeys, claims), signature) && Number(exp) > now ? Number(exp) : null;
}
