/** Digests that only the holder of a key can make. */
import { createHmac } from "node:crypto";

/**
 * HMAC-SHA-256 of a text's UTF-8 bytes (RFC 2104).
 * @returns 64 lower-case hex digits
 */
export const hmac = (key: Uint8Array, text: string): string => createHmac("sha256", key).update(text).digest("hex");
