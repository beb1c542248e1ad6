/**
 * One-time passwords of six digits: random codes for messages, and those of authenticator apps (RFC 6238) with HMAC-SHA-1
 * and steps of 30 seconds, which all apps support.
 */
import { Buffer } from "node:buffer";
import { createHmac, randomBytes, randomInt } from "node:crypto";
import { base32Of, fromBase32 } from "./base32.ts";
import { isSameText } from "./digest.ts";

/** Six random decimal digits, each code as likely as any other. The caller limits the tries. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, "0");

/** Bytes of a secret: the length of the hash, as RFC 4226 4 recommends. */
const secretBytes = 20;

const digits = 6;

const period = 30;

/** The accepted steps, relative to the current one: an app's clock may be one step off in either direction (RFC 6238 5.2). */
const window = [0, -1, 1];

/** A new secret, in base32. */
export const newTotpSecret = (): string => base32Of(randomBytes(secretBytes));

/** The text of the QR code that an app reads. @param label the account's name in the app */
export function totpUri(secret: string, issuer: string, label: string): string {
  const [by, whose] = [encodeURIComponent(issuer), encodeURIComponent(label)];
  return `otpauth://totp/${by}:${whose}?issuer=${by}&secret=${secret}&algorithm=SHA1&digits=${digits}&period=${period}`;
}

/** The password of a step: RFC 4226 5.3. */
function passwordOf(key: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", key).update(counter).digest();
  // The last four bits are the offset of the 31 bits to use.
  const offset = digest.readUInt8(digest.length - 1) & 0xf;
  const truncated = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(truncated % 10 ** digits).padStart(digits, "0");
}

/**
 * @param otp untrusted text
 * @param now milliseconds since the Unix epoch
 * @returns the step of the password; null: it is not the password of an accepted step
 */
export function totpStep(secret: string, otp: string, now: number): number | null {
  if (otp.length !== digits) return null;
  const key = fromBase32(secret);
  const current = Math.floor(now / 1000 / period);
  const steps = window.map((offset) => current + offset).filter((step) => step >= 0);
  return steps.find((step) => isSameText(passwordOf(key, step), otp)) ?? null;
}
