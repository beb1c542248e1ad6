/** The factors that a user has verified, and those that a request has met. Pure. */
import type { StoredSession, UserCaller } from "./caller.ts";

/** The second factors that a user has verified. */
export const verifiedFactors = ({ hasTotp, user }: Pick<UserCaller, "hasTotp" | "user">): readonly string[] => [
  ...(hasTotp ? ["totp"] : []),
  ...(user.email !== null && user.emailVerification ? ["email"] : []),
  ...(user.phone !== null && user.phoneVerification ? ["phone"] : []),
];

/**
 * Whether a request lacks a factor: the user has MFA on and a verified factor, and the request has met only one
 * (docs/spec/access.md#factors). It does not matter whether the project enables that factor and can send its code.
 */
export function lacksFactor(caller: UserCaller): boolean {
  const required = caller.user.mfa && verifiedFactors(caller).length > 0 ? 2 : 1;
  return givenFactors(caller) < required;
}

/**
 * The number of factors of a request. A JWT has the factors of its session, and enough factors if a key made it. For an
 * impersonator, a JWT counts as one factor.
 */
function givenFactors({ providerIsTwo, impersonator, jwt, session }: UserCaller): number {
  const count = (session: StoredSession | null) => session && countFactors(session.factors, providerIsTwo);
  if (impersonator === null) return count(session) ?? jwt?.factors ?? Infinity;
  return count(impersonator.session) ?? 1;
}

/**
 * How many factors a session counts as. A provider's sign-in begins with `email` and `oauth2`.
 * @param providerIsTwo whether these count as two
 */
export const countFactors = (factors: readonly string[], providerIsTwo: boolean): number =>
  factors.filter((factor) => providerIsTwo || factor !== "oauth2").length;

/**
 * Whether a further factor differs from the one that the session began with. A password that a mailed recovery has set
 * proves the mailbox, and so does a code by email.
 */
export const isFurther = ({ passwordRecovered }: Pick<StoredSession, "passwordRecovered">, factor: string): boolean =>
  !(passwordRecovered && factor === "email");

/** How long a completed challenge is valid, in milliseconds. */
export const challengeAge = 1_800_000;

/** Whether the session has completed a challenge within that time. */
export const hasMetChallenge = ({ session }: UserCaller, now: number): boolean =>
  session !== null && session.mfaUpdatedAt !== null && session.mfaUpdatedAt > now - challengeAge;
