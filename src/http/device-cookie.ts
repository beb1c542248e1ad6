/**
 * The transport of a known device (docs/spec/account.md#known-devices): a cookie, and an entry of the fallback header
 * for clients without cookies. Pure.
 */
import { deviceCookieName, hasDomain, readFallback } from "./session-cookie.ts";

/**
 * The cookie of a device that has signed in, hidden from scripts.
 * @param seconds until it expires
 */
export const deviceCookie = (projectId: string, url: URL, value: string, seconds: number): string =>
  [
    `${deviceCookieName(projectId)}=${value}`,
    ...(hasDomain(url.hostname) ? [`Domain=.${url.hostname}`] : []),
    `Max-Age=${seconds}`,
    "Path=/",
    // Browsers accept SameSite=None only together with Secure.
    ...(url.protocol === "https:" ? ["Secure", "HttpOnly", "SameSite=None"] : ["HttpOnly"]),
  ].join("; ");

/** The device in the fallback header; null: none. */
export const readFallbackDevice = (header: string | undefined, projectId: string): string | null =>
  readFallback(header, deviceCookieName(projectId)) || null;
