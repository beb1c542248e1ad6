/**
 * One-time passwords of six digits: random codes, which a message carries, and those of authenticator apps (RFC 6238):
 * HMAC-SHA-1, steps of 30 seconds, as all apps have it.
 */
import { randomInt } from "node:crypto";
import { Secret, TOTP } from "otpauth";

/** Six random decimal digits, each code as likely as any other. The caller limits the tries. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, "0");

/** Bytes of a secret: the length of the hash, as RFC 4226 4 recommends. */
const secretBytes = 20;

const period = 30;

/** How many steps the clock of an app may be off, either way (RFC 6238 5.2). */
const window = 1;

const totpOf = (secret: string, more: { readonly issuer?: string; readonly label?: string } = {}): TOTP =>
  new TOTP({ ...more, secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period });

/** A new secret, in base32. */
export const newTotpSecret = (): string => new Secret({ size: secretBytes }).base32;

/** The text of the QR code that an app reads. @param label the account's name in the app */
export const totpUri = (secret: string, issuer: string, label: string): string =>
  totpOf(secret, { issuer, label }).toString();

/**
 * @param otp whatever was given as a password
 * @param now milliseconds since the Unix epoch
 * @returns the step that the password is of; null: it is of none that counts now
 */
export function totpStep(secret: string, otp: string, now: number): number | null {
  const delta = totpOf(secret).validate({ token: otp, timestamp: now, window });
  return delta === null ? null : Math.floor(now / 1000 / period) + delta;
}
