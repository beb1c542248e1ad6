/**
 * The transport of a session: cookie, header, and the fallback header for clients without cookies
 * (docs/spec/requests.md#session-cookie). Pure.
 */
import { Buffer } from "node:buffer";
import { isIP } from "node:net";
import type { CookieScope, SessionSecret } from "../domain/context/index.ts";

/** The longest value that is parsed, in characters. Issued values are shorter. */
const valueMax = 1_024;

const isFilled = (value: unknown): value is string => typeof value === "string" && value !== "";

/** @returns null for an invalid value */
export function parseSessionValue(value: string): SessionSecret | null {
  if (value === "" || value.length > valueMax) return null;
  const bytes = Buffer.from(value, "base64");
  // Buffer skips invalid base64 characters, so compare the round trip.
  if (bytes.toString("base64") !== value) return null;
  const { id, secret } = parseObject(bytes.toString());
  return isFilled(id) && isFilled(secret) ? { userId: id, secret } : null;
}

/** The fields of a JSON object; none for any other text. */
function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

export const cookieName = (projectId: string): string => `a_session_${projectId}`;

export const deviceCookieName = (projectId: string): string => `a_device_${projectId}`;

/** The headers that may carry a session. */
export interface SessionHeaders {
  readonly cookie: string | undefined;
  /** X-Appwrite-Session. */
  readonly session: string | undefined;
  /** X-Fallback-Cookies. */
  readonly fallback: string | undefined;
}

/** The session value of a request: the first that is not empty, valid or not. */
export function readSessionValue(
  { cookie, fallback, session }: SessionHeaders,
  projectId: string,
): { readonly value: string; readonly isFallback: boolean } {
  const name = cookieName(projectId);
  const value = readCookie(cookie, name) || readCookie(cookie, `${name}_legacy`) || session;
  return value ? { value, isFallback: false } : { value: readFallback(fallback, name), isFallback: true };
}

/** The value of a cookie in a Cookie header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const [key = "", ...value] = pair.split("=");
    if (key.trim() === name) return decode(value.join("=").trim());
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The value of a name in the fallback header; "" if it has none. */
export function readFallback(header: string | undefined, name: string): string {
  if (header === undefined) return "";
  const cookies = parseObject(header);
  const value = Object.hasOwn(cookies, name) ? cookies[name] : undefined;
  return typeof value === "string" ? value : "";
}

/** Whether a host has a domain that can share cookies: localhost and IP addresses have none. */
export const hasDomain = (host: string): boolean => host.includes(".") && isIP(host) === 0;

/**
 * The cookies that begin a session in a browser, or delete it.
 * @param expire milliseconds since the Unix epoch; null: the cookies are deleted
 */
export function sessionCookies(
  projectId: string,
  url: URL,
  value: string,
  expire: number | null,
  now: number,
): readonly string[] {
  const attributes = [
    ...(hasDomain(url.hostname) ? [`Domain=.${url.hostname}`] : []),
    `Expires=${new Date(expire ?? 0).toUTCString()}`,
    `Max-Age=${expire === null ? 0 : Math.max(0, Math.floor((expire - now) / 1000))}`,
    "Path=/",
    ...(url.protocol === "https:" ? ["Secure"] : []),
    "HttpOnly",
  ].join("; ");
  const name = cookieName(projectId);
  const encoded = encodeURIComponent(value);
  return [`${name}_legacy=${encoded}; ${attributes}`, `${name}=${encoded}; ${attributes}; SameSite=None`];
}

/**
 * A cookie of this host and one route, hidden from scripts. Browsers send it with a followed link, and not with a form or
 * a picture of another site. @param value only characters that cookies allow
 */
export const browserCookie = (url: URL, name: string, value: string, { path, seconds }: CookieScope): string =>
  [
    `${name}=${value}`,
    `Max-Age=${seconds}`,
    `Path=${path}`,
    ...(url.protocol === "https:" ? ["Secure"] : []),
    "HttpOnly",
    "SameSite=Lax",
  ].join("; ");

/** The value of deleted cookies. */
export const endedValue = "deleted";

/**
 * The fallback for clients whose browser blocks cookies of a foreign host; null where cookies work. On localhost and on
 * IP addresses there is no domain that both sides could share (docs/spec/requests.md#session-cookie).
 * @param from Origin or Referer of the request
 * @param value null: the session has ended
 * @param device the value of a known device; null: none
 */
export function fallbackCookies(
  projectId: string,
  host: string,
  from: string | undefined,
  value: string | null,
  device: string | null = null,
): string | null {
  const other = from === undefined ? "" : (URL.parse(from)?.hostname ?? "");
  if (hasDomain(host) && hasDomain(other) && isWithin(host, other)) return null;
  if (value === null && device === null) return "[]";
  return JSON.stringify({
    ...(value !== null && { [cookieName(projectId)]: value }),
    ...(device !== null && { [deviceCookieName(projectId)]: device }),
  });
}

/** Whether the hosts are the same or one is below the other. */
const isWithin = (a: string, b: string): boolean => a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
