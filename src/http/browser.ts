/** Whether a browser's request comes from one of the project's own apps or from another site. Pure. */
import type { Browser } from "../domain/context/index.ts";
import { type Deployment, isAllowedOrigin } from "./hosts.ts";
import { cookieName, readCookie } from "./session-cookie.ts";

/** The values of Sec-Fetch-Site for a request from a page of this site. */
const own: ReadonlySet<string> = new Set(["same-origin", "same-site"]);

/** @param header reads a header of the request */
export function browserOf(header: (name: string) => string | undefined, deployment: Deployment): Browser {
  const isAllowed = (url: string | undefined): boolean => {
    const origin = url === undefined ? undefined : originOfUrl(url);
    return origin !== undefined && isAllowedOrigin(origin, deployment);
  };
  const cookies = header("Cookie");
  const name = cookieName(deployment.projectId);
  return {
    isFromApp: own.has(header("Sec-Fetch-Site") ?? "") || isAllowed(header("Origin")) || isAllowed(header("Referer")),
    hasSessionCookie: Boolean(readCookie(cookies, name) || readCookie(cookies, `${name}_legacy`)),
  };
}

/** The origin of an http or https URL; undefined for anything else. */
function originOfUrl(url: string): string | undefined {
  const parsed = URL.parse(url.trim());
  return parsed === null || parsed.origin === "null" ? undefined : parsed.origin;
}
