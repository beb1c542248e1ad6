/** Keys for single purposes, derived from SECRET_KEY: losing one of them gives none of the others away (RFC 5869). */
import { hkdfSync } from "node:crypto";

/** What a derived key is for; part of the derivation. */
export type Purpose = "ephemeral-keys";

/**
 * @param secret SECRET_KEY, 32 bytes
 * @returns 32 bytes
 */
export const deriveKey = (secret: Uint8Array, purpose: Purpose): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", secret, new Uint8Array(), `rollcall/${purpose}`, 32));
