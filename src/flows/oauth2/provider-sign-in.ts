/** The shared parts of signing up and signing in with a provider. */
import type { Context } from "../../domain/context/index.ts";
import type { ProviderGrant } from "../../domain/identities/index.ts";
import { sealTokens, type SessionInput, sessionTokens } from "../../domain/sessions/index.ts";
import { generateId } from "../../lib/crypto/ids.ts";

/** The session that a sign-in with a provider begins. */
export async function sessionOf(
  { config, now }: Context,
  { provider, tokens, uid }: ProviderGrant,
): Promise<SessionInput> {
  const id = generateId(now);
  const sealed = await sealTokens(config, sessionTokens, id, tokens);
  return { provider, providerUid: uid, factors: ["email", "oauth2"], provided: { id, tokens: sealed } };
}

/** The result of a sign-in. */
export interface ProviderSignIn {
  /** The parameters of the app's address: a token flow's `userId` and `secret`. */
  readonly redirectParams: Readonly<Record<string, string>>;
  /** The secret of the session; null: a token flow begins none. */
  readonly session: string | null;
}

/** The errors of broken constraints: a concurrent request came first. */
export const refusals = { identities_provider_uid: "user_already_exists", users_email: "user_already_exists" } as const;
