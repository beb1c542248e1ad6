/**
 * Where browsers are sent: with what in the address, and back to apps on phones and desktops
 * (docs/spec/requests.md#redirect-urls). Pure.
 */
import { cookieName } from "./session-cookie.ts";

/**
 * An address with further parameters in its query. What it has of the same name is replaced. Its scheme stays as it is
 * written: phones compare those of apps letter by letter, and the URL parser would write it in lower case.
 * @param address an absolute URL
 */
export function withParameters(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const { length } = url.protocol;
  return address.slice(0, length) + url.href.slice(length);
}

/** What opens a project's app on phones and desktops: the SDKs for these have it registered there. */
export const appScheme = (projectId: string): string => `appwrite-callback-${projectId}`;

/** Whether a URL opens a project's app on phones and desktops. */
export const isAppUrl = (url: string, projectId: string): boolean =>
  url.startsWith(`${appScheme(projectId)}://`) && URL.canParse(url);

/**
 * A session as the SDKs for phones and desktops take it from an address, to make a cookie of it: what the browser has that
 * signed in, their app has not.
 */
export const appCookie = (projectId: string, host: string, value: string) => ({
  project: projectId,
  domain: `.${host}`,
  key: cookieName(projectId),
  secret: value,
});
