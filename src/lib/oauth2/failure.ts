/** The failures of a sign-in with a provider. */
import { fail } from "../../errors/result.ts";

/**
 * A failure for a log or an error's cause. `detail` has our own words, or an error code of the standards. It never has a
 * token, a code, a secret or other text of a provider or a stranger.
 */
export interface OAuth2Failure {
  /**
   * `unconfigured`: the provider is misconfigured. `unreachable`: no response, or none in time. `unreadable`: a response
   * that breaks the protocol. `refused`: the provider refused. `untrusted`: its response could not be verified.
   */
  readonly kind: "unconfigured" | "unreachable" | "unreadable" | "refused" | "untrusted";
  readonly detail: string;
}

export const failed = (kind: OAuth2Failure["kind"], detail: string) => fail<OAuth2Failure>({ kind, detail });

/** The error codes of RFC 6749 4.1.2.1 and 5.2, of OpenID Connect Core 3.1.2.6, and of GitHub, Google and Apple. */
const errorCodes: ReadonlySet<unknown> = new Set([
  "access_denied",
  "account_selection_required",
  "application_suspended",
  "bad_refresh_token",
  "bad_verification_code",
  "consent_required",
  "incorrect_client_credentials",
  "interaction_required",
  "invalid_client",
  "invalid_grant",
  "invalid_request",
  "invalid_scope",
  "login_required",
  "redirect_uri_mismatch",
  "server_error",
  "temporarily_unavailable",
  "unauthorized_client",
  "unsupported_grant_type",
  "unsupported_response_type",
  "user_cancelled_authorize",
  "unverified_user_email",
]);

/**
 * The failure that a provider reports, in its response or in the `error` of a callback.
 * @param error the reported value: an unknown code may be any text, so it is not passed on
 */
export const refused = (error: unknown) =>
  failed("refused", typeof error === "string" && errorCodes.has(error) ? error : "unknown_error");
