/** The redirect after a sign-in with a provider, successful or not (docs/spec/oauth2-sign-in.md#endings). */
import { basePath, type Context } from "../../domain/context/index.ts";
import type { AppError } from "../../errors/app-error.ts";
import { withParameters } from "../../lib/addresses/url.ts";

/** Our own pages, for apps that give no redirect URI. */
export const successPath = "/account/oauth2/success";
export const failurePath = "/account/oauth2/failure";

/** The URL of one of our pages, with the project as a parameter. */
export const pageOf = ({ config, url }: Context, path: string): string =>
  withParameters(`${url.origin}${basePath}${path}`, { project: config.projectId });

/**
 * The redirect after a failure, with the error for the app.
 * @param place the app's redirect URI; null: none
 */
export const failureAt = (context: Context, place: string | null, { message, status, type }: AppError): string =>
  withParameters(place ?? pageOf(context, failurePath), { error: JSON.stringify({ message, type, code: status }) });
