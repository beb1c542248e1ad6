/** The caller: a key, a user or a guest (docs/spec/access.md). */
import { AppError } from "../../errors/app-error.ts";
import type { Claims } from "../../lib/crypto/jwts.ts";
import type { UserRow } from "../../models/user.ts";

/** A caller with an API key. */
export interface KeyCaller {
  readonly kind: "key";
  /** "" for the bootstrap key, which has no row. */
  readonly id: string;
  /** Milliseconds since the Unix epoch: distinguishes it from a later key of the same id. 0 for a key without a row. */
  readonly createdAt: number;
  readonly name: string;
  /** "all": the bootstrap key. */
  readonly scopes: "all" | ReadonlySet<string>;
  /** Milliseconds since the Unix epoch; null: never. */
  readonly expire: number | null;
  /** Whether the key is signed instead of stored. Such a key cannot create keys. */
  readonly isEphemeral: boolean;
}

/** A session as stored in D1, without its origin, which is in KV. */
export interface StoredSession {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly expire: number;
  readonly provider: string;
  readonly providerUid: string;
  readonly factors: readonly string[];
  readonly mfaUpdatedAt: number | null;
  /** Whether it began with a password that a mailed recovery had set. */
  readonly passwordRecovered: boolean;
  /** null: it did not begin with a provider. */
  readonly providerTokens: SealedTokens | null;
}

/** The provider's tokens of a sign-in, sealed for the row that holds them (lib/crypto/box.ts). */
export interface SealedTokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Milliseconds since the Unix epoch; null: unknown. */
  readonly accessTokenExpiry: number | null;
}

/** A user who has signed in. */
export interface SignedIn {
  readonly user: UserRow;
  /** `users.seq`: the key of the user in other tables. It is never reused, although the id may be. */
  readonly seq: number;
  /** `users.epoch`: the generation of the valid JWTs. */
  readonly epoch: number;
  /** Whether the user has a verified authenticator app. */
  readonly hasTotp: boolean;
  /** Whether a provider's sign-in counts as two factors: the project's policy for users with MFA; true for other users. */
  readonly providerIsTwo: boolean;
  /** null: the user has presented a JWT. */
  readonly session: StoredSession | null;
  /** null: the user has presented a session. */
  readonly jwt: Claims | null;
}

/** A caller with a session or a JWT. A blocked user is a caller too, with the same scopes, and is refused later. */
export interface UserCaller extends SignedIn {
  readonly kind: "user";
  /**
   * The user who impersonates this one (docs/spec/access.md#impersonation); null: no impersonation. The session or JWT
   * of the request is the impersonator's, so the user has neither here and cannot be mistaken for its owner.
   */
  readonly impersonator: SignedIn | null;
}

export type Caller = { readonly kind: "guest" } | KeyCaller | UserCaller;

/**
 * Returns the calling user, for an operation that only users may call.
 * @throws AppError `general_unauthorized_scope` if the caller is a key or a guest
 */
export function callingUser({ caller }: { readonly caller: Caller }): UserCaller {
  if (caller.kind !== "user") throw new AppError("general_unauthorized_scope");
  return caller;
}

/**
 * Returns the calling session, for an operation that refuses JWTs and impersonators.
 * @throws AppError `general_unauthorized_scope` if the caller has no session of their own
 */
export function callingSession(context: { readonly caller: Caller }): StoredSession {
  const { session } = callingUser(context);
  if (session === null) throw new AppError("general_unauthorized_scope");
  return session;
}

/** The address under which a key acts (docs/spec/users.md#logs). */
export const serviceEmail = (projectId: string, host: string): string => `app.${projectId}@service.${host}`;
