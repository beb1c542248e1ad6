/**
 * The pages that end a sign-in if the app gave no redirect URI. Their link leads back to an app on a phone or a desktop, which learns
 * the result of the sign-in only that way (docs/spec/oauth2-sign-in.md#endings).
 */
import { basePath, type Context } from "../../../domain/context/index.ts";
import { successPath } from "../../../flows/oauth2/ending.ts";
import { appCookie, appScheme } from "../../../http/app-links.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { optional, text } from "../../../http/rules/index.ts";
import { type Page, page } from "../../../models/page.ts";

/** The parameters that an app may get in its deep link. */
const redirectParams = {
  userId: optional(text(36, 0)),
  secret: optional(text(256, 0)),
  error: optional(text(4_096, 0)),
};

/** A cookie with the session for the page alone. It lives only long enough for the redirect. */
const cookie = "a_oauth2_app";
const scope = { path: `${basePath}${successPath}`, seconds: 60 };

/** Keeps the session for the page, which passes it to the app, so that it is not in the page's URL. */
export const keepForApp = ({ cookies }: Context, session: string): void => cookies.keep(cookie, session, scope);

/** @param describe makes the texts of the page from the error in its URL, JSON; null: none */
export const pageAt = (id: string, path: string, describe: (error: string | null) => Omit<Page, "link">) =>
  endpoint({
    id,
    summary: "Shows the result of a sign-in where the app passed no redirect URI, and links back to the app.",
    method: "GET",
    path,
    scopes: ["public"],
    servesIncomplete: true,
    input: redirectParams,
    status: 200,
    output: page,
    errors: [],
    run: (given, context) => ({ ...describe(given.error), link: appLink(context, Object.entries(given)) }),
  });

/**
 * The deep link that opens the app; null without parameters for it. If the cookie has a session, the link has the session
 * alone, because any site can write parameters into the page's URL.
 */
function appLink({ config: { projectId }, cookies, url }: Context, given: readonly [string, string | null][]) {
  const session = cookies.read(cookie);
  if (session) cookies.keep(cookie, "", { ...scope, seconds: 0 });
  const parameters = new URLSearchParams(
    session
      ? appCookie(projectId, url.hostname, session)
      : given.filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  return parameters.size === 0 ? null : `${appScheme(projectId)}://?${parameters.toString()}`;
}
