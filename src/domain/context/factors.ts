/** The factors that a user has verified, and those that a request stands for. Pure. */
import type { UserCaller } from "./caller.ts";

/** The further factors that a user has at hand. */
export const verifiedFactors = ({ hasTotp, user }: Pick<UserCaller, "hasTotp" | "user">): readonly string[] => [
  ...(hasTotp ? ["totp"] : []),
  ...(user.email !== null && user.emailVerification ? ["email"] : []),
  ...(user.phone !== null && user.phoneVerification ? ["phone"] : []),
];

/**
 * Whether a user's session lacks a factor that the user asks for, and has verified a way to give
 * (docs/spec/access.md#factors). Whether the project lets it be given, and sends what it takes, does not count.
 */
export function lacksFactor(caller: UserCaller): boolean {
  const required = caller.user.mfa && verifiedFactors(caller).length > 0 ? 2 : 1;
  return givenFactors(caller) < required;
}

/**
 * How many factors a request stands for. A JWT counts for its own user as many as its session had met, and enough if a key made
 * it; for an impersonator it counts as one.
 */
function givenFactors({ impersonator, jwt, session }: UserCaller): number {
  if (impersonator === null) return session?.factors.length ?? jwt?.factors ?? Infinity;
  return impersonator.session?.factors.length ?? 1;
}

/** How long a met challenge counts, in milliseconds. */
const challengeAge = 1_800_000;

/** Whether the session has met a challenge lately. */
export const hasMetChallenge = ({ session }: UserCaller, now: number): boolean =>
  session !== null && session.mfaUpdatedAt !== null && session.mfaUpdatedAt > now - challengeAge;
