/** CORS: the origins that may read the answers, and the answer to every OPTIONS (docs/spec/requests.md#cors). */
import { answer } from "../answer.ts";
import type { EdgeConfig } from "../config.ts";
import { hostsOf, isAllowedOrigin, isOtherOrigin } from "../hosts.ts";
import type { Step } from "./in-order.ts";

const allowedHeaders = [
  "Accept, Origin, Cookie, Set-Cookie, Content-Type, Content-Range, X-Appwrite-Project, X-Appwrite-Key",
  "X-Appwrite-Dev-Key, X-Appwrite-Locale, X-Appwrite-Mode, X-Appwrite-JWT, X-Appwrite-Organization",
  "X-Appwrite-Response-Format, X-Appwrite-Timeout, X-Appwrite-ID, X-Appwrite-Timestamp, X-Appwrite-Session",
  "X-Appwrite-Platform, X-Appwrite-Impersonate-User-Id, X-Appwrite-Impersonate-User-Email",
  "X-Appwrite-Impersonate-User-Phone, X-SDK-Version, X-SDK-Name, X-SDK-Language, X-SDK-Platform, X-SDK-GraphQL",
  "X-SDK-Profile, Range, Cache-Control, Expires, Pragma, X-Fallback-Cookies, X-Requested-With, X-Forwarded-For",
  "X-Forwarded-User-Agent",
].join(", ");

/**
 * Headers that Sentry and OpenTelemetry add to every request of a page (W3C Trace Context, W3C Baggage). They are allowed only in
 * the answer to a preflight that names them, because upstream's suite asserts the list above to the letter.
 */
const tracingHeaders: readonly string[] = ["sentry-trace", "baggage", "traceparent", "tracestate"];

/** @param requested the Access-Control-Request-Headers of a preflight, "" elsewhere */
function allowedHeadersFor(requested: string): string {
  if (requested === "") return allowedHeaders;
  const names = new Set(requested.split(",").map((name) => name.trim().toLowerCase()));
  return [allowedHeaders, ...tracingHeaders.filter((name) => names.has(name))].join(", ");
}

/** The normalized origin of a request, for comparison; undefined when it has none. */
export const originOf = (header: string | undefined): string | undefined => header?.trim().toLowerCase() || undefined;

/**
 * The echoed origin: in lower case, as browsers send those of web pages. Safari sends the id of an extension in upper
 * case, and compares it letter by letter.
 */
const echoOf = (origin: string, header: string | undefined): string =>
  isOtherOrigin(origin) ? (header ?? "").trim() : origin;

/** Caches must not serve the answer for one origin to another, nor the answer without an origin to any. */
const varies = { vary: "Origin" };

/** The headers that only browsers read: a program without an Origin would get more bytes of them than of most answers. */
const forBrowsers = {
  ...varies,
  "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
  "access-control-expose-headers": "X-Appwrite-Session, X-Fallback-Cookies",
  "access-control-allow-credentials": "true",
  "access-control-max-age": "86400",
};

/** Echoes the origin, never `*`: if its host is allowed, and always on a preflight, whose answer has no data. */
export const cors =
  (config: EdgeConfig): Step =>
  (c) => {
    const headers = c.get("headers");
    const header = c.req.header("Origin");
    const origin = originOf(header);
    const isPreflight = c.req.method === "OPTIONS";
    if (origin === undefined && !isPreflight) {
      headers.set(varies);
      return undefined;
    }
    const requested = c.req.header("Access-Control-Request-Headers") ?? "";
    headers.set({ ...forBrowsers, "access-control-allow-headers": allowedHeadersFor(requested) });
    if (origin !== undefined && (isPreflight || isAllowedOrigin(origin, hostsOf(config, c.get("url"))))) {
      headers.set({ "access-control-allow-origin": echoOf(origin, header) });
    }
    return isPreflight ? answer(c, null, 204, { "content-type": "text/html; charset=UTF-8" }) : undefined;
  };
