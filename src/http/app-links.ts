/** Deep links back to apps on phones and desktops (docs/spec/requests.md#redirect-urls). Pure. */
import { cookieName } from "./session-cookie.ts";

/** The scheme that opens a project's app on phones and desktops: the SDKs register it there. */
export const appScheme = (projectId: string): string => `appwrite-callback-${projectId}`;

/** Whether a URL opens a project's app on phones and desktops. */
export const isAppUrl = (url: string, projectId: string): boolean =>
  url.startsWith(`${appScheme(projectId)}://`) && URL.canParse(url);

/**
 * A session as parameters of a deep link, from which the SDKs for phones and desktops make a cookie: the app cannot read
 * the cookies of the browser that signed in.
 */
export const appCookie = (projectId: string, host: string, value: string) => ({
  project: projectId,
  domain: `.${host}`,
  key: cookieName(projectId),
  secret: value,
});
