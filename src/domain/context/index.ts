/** The request as operations see it: caller, configuration, clock, cookies. */
export { basePath } from "./base-path.ts";
export {
  type Caller,
  callingSession,
  callingUser,
  type KeyCaller,
  type SealedTokens,
  serviceEmail,
  type SignedIn,
  type StoredSession,
  type UserCaller,
} from "./caller.ts";
export type { Config } from "./config.ts";
export type { Browser, Context, Cookies, CookieScope, Impersonation, Limits } from "./context.ts";
export {
  type FindKey,
  type FindUser,
  type KeyLookupContext,
  type KeySecret,
  type ImpersonationTarget,
  type LookupContext,
  type SessionSecret,
  toSessionValue,
} from "./credentials.ts";
export { challengeAge, countFactors, hasMetChallenge, isFurther, lacksFactor, verifiedFactors } from "./factors.ts";
export { fullControl, type Scope } from "./scopes.ts";
