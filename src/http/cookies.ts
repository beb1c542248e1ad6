/** Reads the cookies of a request and sets those of its answer (docs/spec/requests.md#session-cookie). */
import type { Context as HonoContext } from "hono";
import type { Config, Cookies } from "../domain/context/index.ts";
import { deviceSeconds } from "../domain/limits/index.ts";
import type { AppEnv } from "./app-env.ts";
import { deviceCookie, readFallbackDevice } from "./device-cookie.ts";
import {
  browserCookie,
  deviceCookieName,
  endedValue,
  fallbackCookies,
  readCookie,
  sessionCookies,
} from "./session-cookie.ts";
/** An impersonator keeps their own cookies: a session of the impersonated user neither replaces nor deletes them. */
export function cookiesOf(c: HonoContext<AppEnv>, { projectId }: Config): Cookies {
  const [url, now, headers] = [c.get("url"), c.get("now"), c.get("headers")];
  const send = (cookies: readonly string[], fallback: string | null): void => {
    if (c.get("impersonation") !== undefined) return;
    for (const cookie of cookies) headers.addCookie(cookie);
    if (fallback !== null) headers.set({ "x-fallback-cookies": fallback });
  };
  const from = c.req.header("Origin") ?? c.req.header("Referer");
  const fallback = c.req.header("X-Fallback-Cookies");
  const fallbackDevice = readFallbackDevice(fallback, projectId);
  return {
    read: (name) => readCookie(c.req.header("Cookie"), name),
    keep: (name, value, scope) => headers.addCookie(browserCookie(url, name, value, scope)),
    begin: (value, expire, device) =>
      send(
        [
          ...sessionCookies(projectId, url, value, expire, now),
          ...(device === null ? [] : [deviceCookie(projectId, url, device, deviceSeconds)]),
        ],
        fallbackCookies(projectId, url.hostname, from, value, device ?? fallbackDevice),
      ),
    // Signing out keeps the cookie of a known device, so that its next sign-in is not limited like that of a stranger.
    end: () =>
      send(
        sessionCookies(projectId, url, endedValue, null, now),
        fallbackCookies(projectId, url.hostname, from, null, fallbackDevice),
      ),
    device: readCookie(c.req.header("Cookie"), deviceCookieName(projectId)) ?? fallbackDevice ?? undefined,
  };
}
