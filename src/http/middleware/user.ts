/**
 * Resolves the calling user, by session or by JWT, and the impersonated user. A key takes precedence over both
 * (docs/spec/access.md#user-authentication, docs/decisions/0017-upstream-differences.md#callers).
 */
import type { Context as HonoContext, MiddlewareHandler } from "hono";
import type { Caller, Config, FindUser, Impersonation } from "../../domain/context/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { type Claims, verifyJwt } from "../../lib/crypto/jwts.ts";
import type { AppEnv } from "../app-env.ts";
import { namedTarget } from "../impersonation.ts";
import { waitUntil } from "../log-unexpected.ts";
import { parseSessionValue, readSessionValue } from "../session-cookie.ts";

export function user(config: Config, findUser: FindUser): MiddlewareHandler<AppEnv> {
  async function identify(c: HonoContext<AppEnv>): Promise<Caller> {
    const caller = c.get("caller");
    const jwt = await claimsOf(c, config);
    const value = sessionValueOf(c, config);
    if (caller.kind === "key") return caller;
    const session = parseSessionValue(value);
    if (jwt === null && session === null) return caller;
    const search = { db: c.get("db"), now: c.get("now"), waitUntil: waitUntil(c) };
    const target = namedTarget((name) => c.req.header(name), c.get("query"));
    return (await findUser({ session, jwt, target }, search)) ?? caller;
  }
  return async function user(c, next) {
    const caller = await identify(c);
    c.set("caller", caller);
    c.set("impersonation", impersonationOf(caller));
    await next();
  };
}

/** The impersonation of the request, as its log may show it. */
function impersonationOf(caller: Caller): Impersonation | undefined {
  if (caller.kind !== "user" || caller.impersonator === null) return undefined;
  return { impersonatorSeq: caller.impersonator.seq, userSeq: caller.seq };
}

/** @throws AppError `user_jwt_invalid`, even if a key takes precedence: an invalid JWT is a mistake of the client */
async function claimsOf(c: HonoContext<AppEnv>, { projectId, secretKeys }: Config): Promise<Claims | null> {
  const jwt = c.req.header("X-Appwrite-JWT");
  if (!jwt) return null;
  const claims = await verifyJwt(secretKeys, jwt, { audience: projectId, now: c.get("now") });
  if (!claims.ok) throw new AppError("user_jwt_invalid");
  return claims.value;
}

/** The value that a request presents as a session, "" for none. */
function sessionValueOf(c: HonoContext<AppEnv>, { projectId }: Config): string {
  const headers = {
    cookie: c.req.header("Cookie"),
    session: c.req.header("X-Appwrite-Session"),
    fallback: c.req.header("X-Fallback-Cookies"),
  };
  const { isFallback, value } = readSessionValue(headers, projectId);
  c.header("X-Debug-Fallback", String(isFallback));
  return value;
}
