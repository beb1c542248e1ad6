/**
 * The redirect back from providers. For Apple, browsers post a form, without our cookies. A redirect to a route of ours
 * turns it into a GET with the cookies.
 */
import type { Context } from "../../../domain/context/index.ts";
import { redirectPath } from "../../../domain/oauth2-flows/index.ts";
import { AppError } from "../../../errors/app-error.ts";
import { optional, text } from "../../../http/rules/index.ts";
import { withParameters } from "../../../lib/addresses/url.ts";
import { location } from "../../../models/raw.ts";
import { providerName } from "./oauth2-parameters.ts";

/** The parameters of a provider's redirect; the bounds are far above real values. */
export const brought = {
  state: text(256),
  code: optional(text(4_096, 0)),
  error: optional(text(256, 0)),
  /** The user's name in Apple's form, as JSON. */
  user: optional(text(2_048, 0)),
};

interface Called {
  readonly provider: string;
  readonly projectId: string;
  readonly state: string;
  readonly code: string | null;
  readonly error: string | null;
  readonly user: string | null;
}

/** The shared declaration of the OAuth2 callbacks. */
export const returning = {
  summary: "Handles the redirect back from an OAuth2 provider, and redirects to where the sign-in completes.",
  path: "/account/sessions/oauth2/callback/{provider}/{projectId}",
  scopes: ["public"],
  servesIncomplete: true,
  fromAnywhere: true,
  input: { provider: providerName, projectId: text(36), ...brought },
  output: location,
  errors: ["project_not_found"],
} as const;

/** @returns the URL that completes the sign-in, with the parameters of the request. @throws AppError `project_not_found` */
export function sendOn({ projectId, provider, ...given }: Called, { config, url }: Context): string {
  if (projectId !== config.projectId) throw new AppError("project_not_found");
  const brought = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null);
  return withParameters(`${url.origin}${redirectPath(provider)}`, {
    ...Object.fromEntries(brought),
    project: projectId,
  });
}
