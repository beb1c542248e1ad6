/** The format of tokens, by their type (docs/spec/account.md#tokens). */
import { randomBytes } from "node:crypto";
import { deriveKey } from "../../lib/crypto/derive.ts";
import { hmac, toHex } from "../../lib/crypto/digest.ts";
import { newCode } from "../../lib/crypto/otp.ts";
import type { tokens } from "../../storage/schema/index.ts";
import type { Config } from "../context/index.ts";

/** The purpose of a token. */
export type TokenType = (typeof tokens.$inferSelect)["type"];

/** `length` random hex digits. */
export const randomHex = (length: number): string => toHex(randomBytes(Math.ceil(length / 2))).slice(0, length);

/** The secret and the lifetime of a type of token that is sent to its user. */
interface Recipe {
  readonly makeSecret: () => string;
  /** Seconds until it ends. */
  readonly seconds: number;
}

export const recipes: Readonly<Record<Exclude<TokenType, "generic">, Recipe>> = {
  "magic-url": { makeSecret: () => randomHex(64), seconds: 3_600 },
  email: { makeSecret: newCode, seconds: 900 },
  phone: { makeSecret: newCode, seconds: 900 },
  // It is part of a redirect URL, and is redeemed at once.
  oauth2: { makeSecret: () => randomHex(64), seconds: 60 },
  verification: { makeSecret: () => randomHex(256), seconds: 3_600 },
  "phone-verification": { makeSecret: newCode, seconds: 3_600 },
  recovery: { makeSecret: () => randomHex(256), seconds: 3_600 },
};

/** Shorter secrets, in characters, can be guessed. */
const safeLength = 32;

/** Whether a secret is short enough to be guessed. */
export const isGuessable = (secret: string): boolean => secret.length < safeLength;

/**
 * Whether tokens of a type are mailed as links, which cannot be guessed. A generic token may have any length.
 */
export const isLink = (type: TokenType): boolean =>
  type === "magic-url" || type === "verification" || type === "recovery";

/**
 * The possible digests of a secret in D1: one for each secret key, because the key may have been rotated since. A digest
 * is bound to a type: copied to a row of another type, it matches no secret. It is not bound to a user, because a token is
 * presented with the requested id or with the user's.
 */
export const digestsOf = (
  { secretKeys }: Pick<Config, "secretKeys">,
  { secret, type }: { readonly type: TokenType; readonly secret: string },
): readonly string[] =>
  secretKeys.map((secretKey) => hmac(deriveKey(secretKey, "tokens"), JSON.stringify([type, secret])));
