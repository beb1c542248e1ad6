/** The way to the providers, and what their failures mean here. */
import { AppError } from "../../errors/app-error.ts";
import type { ErrorType } from "../../errors/catalogue.ts";
import type { Result } from "../../errors/result.ts";
import type { OAuth2Failure } from "../../lib/oauth2/failure.ts";
import { createWeb } from "../../lib/oauth2/web.ts";

/** Looked up at each request, so that a test can stand in for it. */
export const web = createWeb((url, init) => fetch(url, init));

const refusals: Readonly<Record<OAuth2Failure["kind"], ErrorType>> = {
  unconfigured: "project_provider_disabled",
  unreachable: "user_oauth2_provider_failure",
  unreadable: "user_oauth2_provider_failure",
  refused: "user_oauth2_provider_error",
  untrusted: "user_oauth2_unauthorized",
};

/**
 * What the provider gave.
 * @throws AppError what its failure means here; its detail is the cause, which nobody is shown
 */
export function given<T>(result: Result<T, OAuth2Failure>): T {
  if (result.ok) return result.value;
  const { detail, kind } = result.error;
  throw new AppError(refusals[kind], undefined, { cause: new Error(`${kind}: ${detail}`) });
}
