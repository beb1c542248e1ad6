/** CORS: the origins that may read the answers, and the answer to every OPTIONS (docs/spec/requests.md#cors). */
import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "../app-env.ts";
import type { EdgeConfig } from "../config.ts";
import { hostsOf, isAllowedOrigin, isOtherOrigin } from "../hosts.ts";

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

/** Echoes the origin, never `*`: if its host is allowed, and always on a preflight, whose answer has no data. */
export function cors(config: EdgeConfig): MiddlewareHandler<AppEnv> {
  return async function cors(c, next) {
    const header = c.req.header("Origin");
    const origin = originOf(header);
    const isPreflight = c.req.method === "OPTIONS";
    c.header("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
    const requested = c.req.header("Access-Control-Request-Headers") ?? "";
    c.header("Access-Control-Allow-Headers", allowedHeadersFor(requested));
    c.header("Access-Control-Expose-Headers", "X-Appwrite-Session, X-Fallback-Cookies");
    c.header("Access-Control-Allow-Credentials", "true");
    c.header("Access-Control-Max-Age", "86400");
    c.header("Vary", "Origin");
    if (origin !== undefined && (isPreflight || isAllowedOrigin(origin, hostsOf(config, c.get("url"))))) {
      c.header("Access-Control-Allow-Origin", echoOf(origin, header));
    }
    if (isPreflight) return c.body(null, 204, { "content-type": "text/html; charset=UTF-8" });
    await next();
    return undefined;
  };
}
