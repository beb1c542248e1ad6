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
  /** It began with a password that a mailed recovery had set. */
  readonly passwordRecovered: boolean;
  /** null: it did not begin with a provider. */
  readonly providerTokens: SealedTokens | null;
}

/** The provider's tokens of a sign-in, sealed for the row that holds them (lib/crypto/box.ts). */
export interface SealedTokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Milliseconds since the Unix epoch; null: the provider does not say. */
  readonly accessTokenExpiry: number | null;
}

/** A user who has signed in. */
export interface SignedIn {
  readonly user: UserRow;
  /** `users.seq`: the owner of everything that is theirs, even if the id is given to another user later. */
  readonly seq: number;
  /** `users.epoch`: the generation of the JWTs that count. */
  readonly epoch: number;
  /** Whether they have an app for one-time passwords that is verified. */
  readonly hasTotp: boolean;
  /** Whether a provider's sign-in counts as two factors, as the project's policy has it for users who ask for a second one. */
  readonly providerIsTwo: boolean;
  /** null: they have a JWT. */
  readonly session: StoredSession | null;
  /** null: they have a session. */
  readonly jwt: Claims | null;
}

/** A caller with a session or a JWT. They may be blocked: then they hold their scopes and are served nothing. */
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
 * @throws AppError `general_unauthorized_scope` where the operation's scopes let a key or a guest in
 */
export function callingUser({ caller }: { readonly caller: Caller }): UserCaller {
  if (caller.kind !== "user") throw new AppError("general_unauthorized_scope");
  return caller;
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

/** The address under which a key acts (docs/spec/users.md#logs). */
export const serviceEmail = (projectId: string, host: string): string => `app.${projectId}@service.${host}`;
