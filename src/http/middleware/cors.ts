/** CORS: which browsers may read the answers, and the answer to every OPTIONS (docs/spec/requests.md#cors). */
import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "../app-env.ts";
import type { EdgeConfig } from "../config.ts";
import { hostsOf, isAllowedOrigin } from "../hosts.ts";

const allowedHeaders = [
  "Accept, Origin, Cookie, Set-Cookie, Content-Type, Content-Range, X-Appwrite-Project, X-Appwrite-Key",
  "X-Appwrite-Dev-Key, X-Appwrite-Locale, X-Appwrite-Mode, X-Appwrite-JWT, X-Appwrite-Organization",
  "X-Appwrite-Response-Format, X-Appwrite-Timeout, X-Appwrite-ID, X-Appwrite-Timestamp, X-Appwrite-Session",
  "X-Appwrite-Platform, X-Appwrite-Impersonate-User-Id, X-Appwrite-Impersonate-User-Email",
  "X-Appwrite-Impersonate-User-Phone, X-SDK-Version, X-SDK-Name, X-SDK-Language, X-SDK-Platform, X-SDK-GraphQL",
  "X-SDK-Profile, Range, Cache-Control, Expires, Pragma, X-Fallback-Cookies, X-Requested-With, X-Forwarded-For",
  "X-Forwarded-User-Agent",
].join(", ");

/** The origin of a request as it is compared and echoed; undefined when it has none. */
export const originOf = (header: string | undefined): string | undefined => header?.trim().toLowerCase() || undefined;

/** Never `*`: the origin is echoed when its host is allowed, and always on a preflight, which carries nothing. */
export function cors(config: EdgeConfig): MiddlewareHandler<AppEnv> {
  return async function cors(c, next) {
    const origin = originOf(c.req.header("Origin"));
    const isPreflight = c.req.method === "OPTIONS";
    c.header("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
    c.header("Access-Control-Allow-Headers", allowedHeaders);
    c.header("Access-Control-Expose-Headers", "X-Appwrite-Session, X-Fallback-Cookies");
    c.header("Access-Control-Allow-Credentials", "true");
    c.header("Access-Control-Max-Age", "86400");
    c.header("Vary", "Origin");
    if (origin !== undefined && (isPreflight || isAllowedOrigin(origin, hostsOf(config, c.get("url"))))) {
      c.header("Access-Control-Allow-Origin", origin);
    }
    if (isPreflight) return c.body(null, 204, { "content-type": "text/html; charset=UTF-8" });
    await next();
    return undefined;
  };
}
