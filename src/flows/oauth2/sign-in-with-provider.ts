/**
 * Signs in the user whom a provider vouches for (docs/spec/oauth2-sign-in.md#users): finds or creates the user, keeps
 * the identity, and issues the session or the token.
 */
import type { Context } from "../../domain/context/index.ts";
import type { ProviderGrant } from "../../domain/identities/index.ts";
import type { Flow } from "../../domain/oauth2-flows/index.ts";
import { AppError } from "../../errors/app-error.ts";
import type { Profile } from "../../lib/oauth2/provider.ts";
import type { ProviderSignIn } from "./provider-sign-in.ts";
import { resolve } from "./resolve.ts";
import { signInExisting } from "./sign-in-existing.ts";
import { signUpWithProvider } from "./sign-up.ts";

/**
 * Signs in.
 * @throws AppError `user_session_not_found`, `user_already_exists`, `user_blocked`, `user_count_exceeded`
 */
export async function signInWithProvider(
  context: Context,
  flow: Flow,
  profile: Profile,
  grant: ProviderGrant,
  isRetry = false,
): Promise<ProviderSignIn> {
  try {
    const resolved = await resolve(context, flow, profile, grant.provider);
    return resolved.who === null
      ? await signUpWithProvider(context, flow, profile, grant, resolved.holder)
      : await signInExisting(context, flow, profile, grant, { ...resolved, who: resolved.who });
  } catch (error) {
    // A concurrent request created the user, perhaps from another tab: sign that user in.
    const isRace = error instanceof AppError && error.type === "user_already_exists" && flow.linking === null;
    if (!isRace || isRetry) throw error;
    return signInWithProvider(context, flow, profile, grant, true);
  }
}
