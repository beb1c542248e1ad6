/** Bytes and their spellings, as the formats need them. Pure. */
import { timingSafeEqual } from "node:crypto";

const encoder = new TextEncoder();

/** The UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export const toUtf8 = (text: string): Uint8Array => encoder.encode(text);

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

export const toUnpaddedBase64 = (bytes: Uint8Array): string => toBase64(bytes).replace(/=+$/, "");

/** Decodes standard base64 of any padding. Lenient: compare with `toBase64` of the result where the spelling matters. */
export const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));

export function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/** Whether both hold the same bytes, in a time that depends on their lengths only. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Whether two ASCII texts are the same, in a time that depends on their lengths only. */
export const equalTexts = (a: string, b: string): boolean => equalBytes(toUtf8(a), toUtf8(b));
