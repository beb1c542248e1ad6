/** The texts of errors for the users of an app: what happened, and what to do. Pure. */
import { catalogue, type ErrorType } from "../../errors/catalogue.ts";
import type { Page } from "../page.ts";

interface Told {
  readonly message: string;
  readonly next: string;
}

const again = "Go back to the app and try again.";

/** The errors on pages that browsers are redirected to. Errors that only API clients get have no text here. */
const told: Partial<Record<ErrorType, Told>> = {
  general_unknown: { message: "Something went wrong on this server.", next: "Try again in a minute." },
  general_service_unavailable: {
    message: "The server is not available at the moment.",
    next: "Wait a few seconds, then try again.",
  },
  general_rate_limit_exceeded: { message: "There were too many attempts.", next: "Wait an hour, then try again." },
  general_route_not_found: { message: "There is no page at this address.", next: "Check the address." },
  general_unauthorized_scope: {
    message: "This address is for programs and for people who are signed in.",
    next: "Go back to the app.",
  },
  general_unknown_origin: { message: "A web page that is not part of the app has sent you here.", next: again },
  project_not_found: {
    message: "This address names no project that is served here.",
    next: "Check the address, or go back to the app.",
  },
  project_provider_disabled: {
    message: "The app does not offer this way to sign in.",
    next: "Go back and choose another one.",
  },
  user_already_exists: { message: "There is an account already.", next: "Sign in the way you did before." },
  user_blocked: { message: "This account is blocked.", next: "Ask the people who run the app." },
  user_count_exceeded: { message: "The app takes no new accounts now.", next: "Ask the people who run the app." },
  user_invalid_token: {
    message: "This link has expired, was used before, or is not complete.",
    next: "Ask the app for a new one.",
  },
  user_oauth2_bad_request: { message: "The sign-in is over, or was begun in another browser.", next: again },
  user_oauth2_provider_error: { message: "The provider did not sign you in.", next: again },
  user_oauth2_provider_failure: {
    message: "The provider does not answer as it should.",
    next: "Try again later, or sign in another way.",
  },
  user_oauth2_unauthorized: { message: "The provider's answer could not be trusted.", next: again },
  user_session_already_exists: { message: "You are signed in already.", next: "Go back to the app." },
};

export const isErrorType = (type: unknown): type is ErrorType =>
  typeof type === "string" && Object.hasOwn(catalogue, type);

/**
 * @param type undefined: unknown
 * @param note for developers
 */
export function refusalPage(type: ErrorType | undefined, note: string): Page {
  const { message, next } = (type && told[type]) ?? { message: "The server did not accept this.", next: again };
  const title = type === "general_route_not_found" ? "Not found" : "This did not work";
  return { title, message, next, note, link: null, form: null };
}
