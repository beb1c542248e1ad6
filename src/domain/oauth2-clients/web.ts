/** The HTTP client for OAuth2 providers, and the mapping of their failures to errors. */
import { AppError } from "../../errors/app-error.ts";
import type { ErrorType } from "../../errors/catalogue.ts";
import type { Result } from "../../errors/result.ts";
import type { OAuth2Failure } from "../../lib/oauth2/failure.ts";
import type { OAuth2Provider } from "../../lib/oauth2/provider.ts";
import { createWeb } from "../../lib/oauth2/web.ts";
import type { Context } from "../context/index.ts";

/** `fetch` is looked up for each request, so that a test can replace it. */
export const web = createWeb((url, init) => fetch(url, init));

const refusals: Readonly<Record<OAuth2Failure["kind"], ErrorType>> = {
  unconfigured: "project_provider_disabled",
  unreachable: "user_oauth2_provider_failure",
  unreadable: "user_oauth2_provider_failure",
  refused: "user_oauth2_provider_error",
  untrusted: "user_oauth2_unauthorized",
};

/** How far a sign-in has come with a provider: to its configuration, its pages, its token endpoint, or its user. */
export type Step = "configuration" | "authorization" | "token" | "profile";

/**
 * Returns the provider's answer. A failure is logged for the operator.
 * @throws AppError the error of the failure; its text contains only the provider's error code of a refusal
 */
export function given<T>(
  { requestId }: Pick<Context, "requestId">,
  { id }: Pick<OAuth2Provider, "id">,
  step: Step,
  result: Result<T, OAuth2Failure>,
): T {
  if (result.ok) return result.value;
  const { detail, kind } = result.error;
  console.info(JSON.stringify({ level: "warn", requestId, oauth2Provider: id, step, failure: kind, detail }));
  throw new AppError(
    refusals[kind],
    kind === "refused" ? `The OAuth2 provider refused: ${detail}. Begin the sign-in again.` : undefined,
  );
}
