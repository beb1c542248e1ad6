/** Where a browser is led when a sign-in with a provider ends or fails (docs/spec/oauth2-sign-in.md#endings). */
import { basePath, type Context } from "../../../domain/context/index.ts";
import type { AppError } from "../../../errors/app-error.ts";
import { withParameters } from "../../../lib/addresses/url.ts";
import { failurePath } from "./oauth2-pages.ts";

/** One of our own pages, which are below a project. */
export const pageOf = ({ config, url }: Context, path: string): string =>
  withParameters(`${url.origin}${basePath}${path}`, { project: config.projectId });

/** The app's place for failures, which is told the error; or our page. @param place of the app's choice; null: none */
export function leadToFailure(context: Context, place: string | null, { message, status, type }: AppError): string {
  return withParameters(place ?? pageOf(context, failurePath), {
    error: JSON.stringify({ message, type, code: status }),
  });
}
