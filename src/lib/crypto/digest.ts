/** Digests with or without a key, and their comparison. */
import { Buffer } from "node:buffer";
import { createHmac, hash, timingSafeEqual } from "node:crypto";

/** The bytes of a text of hex digits. */
export const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));

/** SHA-256 of a text's UTF-8 bytes. */
export const sha256 = (text: string): Uint8Array => hash("sha256", text, "buffer");

/**
 * HMAC-SHA-256 of a text's UTF-8 bytes (RFC 2104).
 * @returns 64 lower-case hex digits
 */
export const hmac = (key: Uint8Array, text: string): string => createHmac("sha256", key).update(text).digest("hex");

/** Bytes in lower-case hex. */
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Whether two digests are the same, in constant time. */
export const equalDigests = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Whether two texts are the same. The time does not reveal where they differ. */
export const isSameText = (a: string, b: string): boolean => equalDigests(sha256(a), sha256(b));
