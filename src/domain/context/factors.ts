/** The factors that a user has verified, and those that a request stands for. Pure. */
import type { StoredSession, UserCaller } from "./caller.ts";

/** The further factors that a user has at hand. */
export const verifiedFactors = ({ hasTotp, user }: Pick<UserCaller, "hasTotp" | "user">): readonly string[] => [
  ...(hasTotp ? ["totp"] : []),
  ...(user.email !== null && user.emailVerification ? ["email"] : []),
  ...(user.phone !== null && user.phoneVerification ? ["phone"] : []),
];

/**
 * Whether a user's session lacks a factor: the user has MFA on, and has verified a factor to give
 * (docs/spec/access.md#factors). Whether the project enables that factor, and can send its code, does not count.
 */
export function lacksFactor(caller: UserCaller): boolean {
  const required = caller.user.mfa && verifiedFactors(caller).length > 0 ? 2 : 1;
  return givenFactors(caller) < required;
}

/**
 * The number of factors of a request. A JWT counts for its own user as many as its session had met, and enough if a key
 * made it; for an impersonator it counts as one.
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

/** How long a met challenge counts, in milliseconds. */
export const challengeAge = 1_800_000;

/** Whether the session has met a challenge lately. */
export const hasMetChallenge = ({ session }: UserCaller, now: number): boolean =>
  session !== null && session.mfaUpdatedAt !== null && session.mfaUpdatedAt > now - challengeAge;
