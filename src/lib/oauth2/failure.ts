/** Why a sign-in with a provider went no further. */
import { fail } from "../../errors/result.ts";

/**
 * For a log or an error's cause. `detail` is in our words, or an error code of the standards: never a token, a code, a
 * secret, nor anything else that a provider or a stranger wrote.
 */
export interface OAuth2Failure {
  /**
   * `unconfigured`: the provider is misconfigured. `unreachable`: no answer, or none in time. `unreadable`: an answer
   * outside of the protocol. `refused`: the provider refused. `untrusted`: its answer could not be verified.
   */
  readonly kind: "unconfigured" | "unreachable" | "unreadable" | "refused" | "untrusted";
  readonly detail: string;
}

export const failed = (kind: OAuth2Failure["kind"], detail: string) => fail<OAuth2Failure>({ kind, detail });

/** RFC 6749 4.1.2.1 and 5.2, OpenID Connect Core 3.1.2.6, and what GitHub, Google and Apple add. */
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
