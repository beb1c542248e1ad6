/** One-time passwords from RFC 4226 and RFC 6238, independent of the Worker's library. */
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The bytes of base32 without padding (RFC 4648 6). */
export function fromBase32(text: string): Uint8Array {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

/** Base32 without padding of bytes. */
export function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

/** RFC 4226 5.3: six digits. */
export function hotp(secret: Uint8Array, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac("sha1", secret).update(message).digest();
  const offset = mac.readUInt8(19) % 16;
  const number = mac.readUInt32BE(offset) % 2 ** 31;
  return String(number % 1_000_000).padStart(6, "0");
}

/**
 * The password that an app shows.
 * @param secret in base32
 * @param at milliseconds since the Unix epoch
 */
export const otpAt = (secret: string, at: number): string => hotp(fromBase32(secret), Math.floor(at / 30_000));

/** Six digits other than these; a neighbouring step has the same ones with a chance of one in a million. */
export const notThe = (otp: string): string => String((Number(otp) + 314_159) % 1_000_000).padStart(6, "0");
