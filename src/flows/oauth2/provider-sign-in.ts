/** Signing up and signing in with a provider, as far as they are alike. */
import type { Context } from "../../domain/context/index.ts";
import type { Provided } from "../../domain/identities/index.ts";
import { sealTokens, type SessionInput, sessionTokens } from "../../domain/sessions/index.ts";
import { generateId } from "../../lib/crypto/ids.ts";

/** What a sign-in with a provider begins. */
export async function sessionOf({ config, now }: Context, { provider, tokens, uid }: Provided): Promise<SessionInput> {
  const id = generateId(now);
  const sealed = await sealTokens(config, sessionTokens, id, tokens);
  return { provider, providerUid: uid, factors: ["email", "oauth2"], provided: { id, tokens: sealed } };
}

/** What a sign-in ends with. */
export interface ProviderSignIn {
  /** What the app is told: a token flow's `userId` and `secret`. */
  readonly told: Readonly<Record<string, string>>;
  /** What the session is presented with; null: a token flow begins none. */
  readonly session: string | null;
}

/** What a broken constraint means: somebody was faster. */
export const refusals = { identities_provider_uid: "user_already_exists", users_email: "user_already_exists" } as const;
