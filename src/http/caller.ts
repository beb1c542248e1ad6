/** Who calls: a key, a user or a guest (docs/spec/access.md). */
import { Buffer } from "node:buffer";
import type { Claims } from "../crypto/jwts.ts";
import { AppError } from "../errors/app-error.ts";
import type { UserRow } from "../models/user.ts";
import type { Database } from "../storage/db.ts";
import type { Scope } from "./scopes.ts";

/** A caller with an API key. */
export interface KeyCaller {
  readonly kind: "key";
  /** "" for the bootstrap key, which is no row. */
  readonly id: string;
  /** Milliseconds since the Unix epoch: tells it from a later key of the same id. 0 for what is no row. */
  readonly createdAt: number;
  readonly name: string;
  /** "all": the bootstrap key. */
  readonly scopes: "all" | ReadonlySet<string>;
  /** Milliseconds since the Unix epoch; null: never. */
  readonly expire: number | null;
  /** Signed instead of stored: such a key makes no others. */
  readonly isEphemeral: boolean;
}

/** A session as it is stored: whether it counts, not where it came from. */
export interface StoredSession {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly expire: number;
  readonly provider: string;
  readonly providerUid: string;
  readonly factors: readonly string[];
  readonly mfaUpdatedAt: number | null;
  /** null: it did not begin with a provider. */
  readonly providerTokens: SealedTokens | null;
}

/** What a provider gave for a sign-in, sealed for the row that it stands in (crypto/box.ts). */
export interface SealedTokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Milliseconds since the Unix epoch; null: the provider does not say. */
  readonly accessTokenExpiry: number | null;
}

/** A user who has signed in. */
export interface SignedIn {
  readonly user: UserRow;
  /** `users.seq`: what they own, whoever has their id later. */
  readonly seq: number;
  /** `users.epoch`: the generation of the JWTs that count. */
  readonly epoch: number;
  /** Whether they have an app for one-time passwords that is verified. */
  readonly hasTotp: boolean;
  /** null: they have a JWT. */
  readonly session: StoredSession | null;
  /** null: they have a session. */
  readonly jwt: Claims | null;
}

/** A caller with a session or a JWT. They may be blocked: then they hold their scopes and are served nothing. */
export interface UserCaller extends SignedIn {
  readonly kind: "user";
  /**
   * Who acts as the user (docs/spec/access.md#impersonation); null: they do themselves. What the request came with is
   * the impersonator's, so the user has neither session nor JWT then: nothing takes one for the other.
   */
  readonly impersonator: SignedIn | null;
}

export type Caller = { readonly kind: "guest" } | KeyCaller | UserCaller;

/** What finding a caller may use of the request. */
export interface Search {
  readonly db: Database;
  readonly now: number;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** What finding a key may use besides. */
export interface KeySearch extends Search {
  /** The SDK that calls, "" when it does not say. */
  readonly sdk: string;
}

/** Finds the key of a secret; null: there is none. Whether it has expired is asked afterwards. */
export type FindKey = (secret: string, search: KeySearch) => Promise<KeyCaller | null>;

/** What a session's bearer presents. */
export interface SessionSecret {
  readonly userId: string;
  readonly secret: string;
}

/**
 * The value of a session: what cookies and headers carry, and keys are shown as `secret`
 * (docs/spec/requests.md#session-cookie).
 */
export const toSessionValue = ({ secret, userId }: SessionSecret): string =>
  Buffer.from(JSON.stringify({ id: userId, secret })).toString("base64");

/** What names a user whom the caller asks to act as. Emails are in lower case. */
export interface Named {
  readonly by: "id" | "email" | "phone";
  readonly value: string;
}

/** What a user may present. */
interface Presented {
  readonly session: SessionSecret | null;
  /** Its signature holds. */
  readonly jwt: Claims | null;
  readonly target: Named | null;
}

/**
 * Finds the user of a session or a JWT, or whom they act as; null: nobody, any more or ever.
 * @throws AppError `user_jwt_and_cookie_set`
 */
export type FindUser = (presented: Presented, search: Search) => Promise<UserCaller | null>;

/** What everybody may do. */
const guestScopes: ReadonlySet<Scope> = new Set<Scope>(["public", "guest"]);

/** What every user may do. */
export const userScopes: ReadonlySet<Scope> = new Set<Scope>([
  "public",
  "guest",
  "account",
  "teams.read",
  "teams.write",
]);

/** What every key may do besides what it was made for. Upstream keeps `public` from keys, which helps nobody. */
const keyScopes: ReadonlySet<Scope> = new Set<Scope>(["public", "health.read"]);

/** What no key may do, whatever it was made for: it has no account, and is no guest. */
const keylessScopes: ReadonlySet<Scope> = new Set<Scope>(["guest", "account"]);

/** What an impersonator may do besides, also while they act as nobody: find out whom to act as. */
const impersonatorScope: Scope = "users.read";

/** Whom an endpoint is for. */
interface Admission {
  readonly scopes: readonly Scope[];
  readonly refusesImpersonators?: true;
}

const isForImpersonators = ({ refusesImpersonators, scopes }: Admission): boolean =>
  !refusesImpersonators && scopes.includes(impersonatorScope);

/** Whether a caller holds one of the scopes of an endpoint; one is enough. */
export function holdsOneOf(caller: Caller, endpoint: Admission): boolean {
  const { refusesImpersonators, scopes } = endpoint;
  switch (caller.kind) {
    case "guest":
      return scopes.some((scope) => guestScopes.has(scope));
    case "user": {
      const { impersonator } = caller;
      if (refusesImpersonators && impersonator !== null) return false;
      const isImpersonator = (impersonator ?? caller).user.impersonator;
      return scopes.some((scope) => userScopes.has(scope)) || (isImpersonator && isForImpersonators(endpoint));
    }
    case "key": {
      const { scopes: held } = caller;
      const holds = (scope: Scope) => held === "all" || held.has(scope) || keyScopes.has(scope);
      return scopes.some((scope) => holds(scope) && !keylessScopes.has(scope));
    }
  }
}

/**
 * The session with which an operation is called that refuses JWTs and impersonators.
 * @throws AppError `general_unauthorized_scope` where it serves one of them
 */
export function callingSession(context: { readonly caller: Caller }): StoredSession {
  const { session } = callingUser(context);
  if (session === null) throw new AppError("general_unauthorized_scope");
  return session;
}

/**
 * The user who calls an operation that only users may.
 * @throws AppError `general_unauthorized_scope` where its scopes let somebody else in
 */
export function callingUser({ caller }: { readonly caller: Caller }): UserCaller {
  if (caller.kind !== "user") throw new AppError("general_unauthorized_scope");
  return caller;
}

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

const roles = { guest: "guests", user: "users", key: "applications" } as const;

/** The caller's role as error texts name it. */
export const roleOf = ({ kind }: Caller): string => roles[kind];

/** The address under which a key acts (docs/spec/users.md#logs). */
export const serviceEmail = (projectId: string, host: string): string => `app.${projectId}@service.${host}`;
