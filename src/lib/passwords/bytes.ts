/** Bytes and the encodings that the formats use. Pure. */
import { timingSafeEqual } from "node:crypto";

const encoder = new TextEncoder();

/** The UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export const toUtf8 = (text: string): Uint8Array => encoder.encode(text);

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

export const toUnpaddedBase64 = (bytes: Uint8Array): string => toBase64(bytes).replace(/=+$/, "");

/** Decodes standard base64 with any padding. Lenient: where the exact text matters, compare it with `toBase64` of the result. */
export const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));

/**
 * Decodes base64 of the standard or the URL-safe alphabet, padded or not.
 * @returns undefined if it is malformed: another character, an impossible length, nonzero bits at the end
 */
export function parseBase64(text: string): Uint8Array | undefined {
  const unpadded = text
    .replace(/={1,2}$/, "")
    .replaceAll("-", "+")
    .replaceAll("_", "/");
  const bytes = fromBase64(unpadded);
  return toUnpaddedBase64(bytes) === unpadded ? bytes : undefined;
}

/** Lower-case hexadecimal. */
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Decodes hexadecimal in either case. @returns undefined where the text is malformed or empty */
export const parseHex = (text: string): Uint8Array | undefined =>
  /^(?:[0-9a-f]{2})+$/i.test(text) ? new Uint8Array(Buffer.from(text, "hex")) : undefined;

/** Decodes passlib's base64: unpadded, with a dot instead of the plus. */
export const parseDottedBase64 = (text: string): Uint8Array | undefined =>
  /^[A-Za-z0-9./]*$/.test(text) ? parseBase64(text.replaceAll(".", "+")) : undefined;

/** The decoders by the names of encodings in import parameters. A Map has no inherited names. */
export const decoders: ReadonlyMap<string, (text: string) => Uint8Array | undefined> = new Map([
  ["utf8", toUtf8],
  ["hex", parseHex],
  ["base64", parseBase64],
]);

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
