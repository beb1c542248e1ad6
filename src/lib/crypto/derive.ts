/** Keys for single purposes, derived from SECRET_KEY: a leaked one does not reveal the others (RFC 5869). */
import { hkdfSync } from "node:crypto";
import { toHex } from "./digest.ts";
import { memoize } from "./memoize.ts";

/** Secrets of 32 bytes: SECRET_KEY, which signs and seals, and the previous ones, which only verify and open. */
export type SecretKeys = readonly [current: Uint8Array, ...previous: Uint8Array[]];

/** The purpose of a derived key; part of the derivation. */
export type Purpose =
  | "console-link"
  | "ephemeral-keys"
  | "invitations"
  | "jwts"
  | "key-id"
  | "oauth2-flows"
  | "rate-limits"
  | "seal"
  | "tokens";

const derivedFrom = memoize((_secret: Uint8Array) => new Map<Purpose, Uint8Array>());

/**
 * Derives a key, once for each secret and purpose: a derivation takes longer than the HMAC that it is for.
 * @param secret 32 bytes
 * @returns 32 bytes, which must not be changed
 */
export function deriveKey(secret: Uint8Array, purpose: Purpose): Uint8Array {
  const derived = derivedFrom(secret);
  const kept = derived.get(purpose);
  if (kept !== undefined) return kept;
  const fresh = new Uint8Array(hkdfSync("sha256", secret, new Uint8Array(), `rollcall/${purpose}`, 32));
  derived.set(purpose, fresh);
  return fresh;
}

/**
 * The public id of a secret, with which a token or a ciphertext names its secret. It reveals nothing about the secret or
 * the keys derived from it.
 * @param secret 32 bytes
 * @returns 8 lower-case hex digits
 */
export const keyId: (secret: Uint8Array) => string = memoize((secret) =>
  toHex(deriveKey(secret, "key-id").subarray(0, 4)),
);

/**
 * @param id a value of `keyId`, or any untrusted value
 * @returns the secret with that id, current or previous
 */
export const findSecret = (keys: SecretKeys, id: unknown): Uint8Array | undefined =>
  keys.find((secret) => keyId(secret) === id);
