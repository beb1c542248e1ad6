/** The shared declaration of the endpoints that begin a sign-in with a provider (docs/spec/oauth2-sign-in.md). */
import { array, exactly, optional, orEmpty, redirectUrl, text } from "../../../http/rules/index.ts";
import { providers } from "../../../lib/oauth2/providers.ts";

/** The provider in a path. */
export const providerName = exactly(providers.map(({ id }) => id));

export const beginning = {
  limits: [{ max: 50, window: 3_600, by: ["ip"] }],
  input: {
    provider: providerName,
    success: optional(orEmpty(redirectUrl)),
    failure: optional(orEmpty(redirectUrl)),
    scopes: optional(array(text(256), 100), []),
  },
  errors: ["project_provider_disabled", "user_oauth2_provider_failure"],
} as const;
