/** Random values that cannot be guessed, and the challenges derived from them. */
import { createHash, randomBytes } from "node:crypto";

/** The length of each value in bytes. In base64url it gives 43 characters, the minimum of RFC 7636 4.1. */
const length = 32;

const random = (): string => randomBytes(length).toString("base64url");

/** Binds a callback to the browser that began the sign-in (RFC 6749 10.12). 43 characters. */
export const newState = random;

/** Binds an id token to the sign-in that requested it (OpenID Connect Core 3.1.2.1). 43 characters. */
export const newNonce = random;

/** Binds a code to the browser that began the sign-in (RFC 7636 4.1). 43 characters. */
export const newCodeVerifier = random;

/** The challenge of a verifier in the authorize URL: its SHA-256 (RFC 7636 4.2, S256). 43 characters. */
export const codeChallengeOf = (verifier: string): string => createHash("sha256").update(verifier).digest("base64url");
