/**
 * Resolves the calling user, by session or by JWT, and the impersonated user. A key takes precedence over both
 * (docs/spec/access.md#user-authentication, docs/decisions/0017-upstream-differences.md#callers).
 */
import type { Context as HonoContext } from "hono";
import type { Caller, Config, FindUser, Impersonation } from "../../domain/context/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { type Claims, verifyJwt } from "../../lib/crypto/jwts.ts";
import type { AppEnv } from "../app-env.ts";
import { namedTarget } from "../impersonation.ts";
import { waitUntil } from "../log-unexpected.ts";
import { parseSessionValue, readSessionValue } from "../session-cookie.ts";
import type { Step } from "./in-order.ts";

export function user(config: Config, findUser: FindUser): Step {
  async function identify(c: HonoContext<AppEnv>, token: string, value: string): Promise<undefined> {
    const jwt = token === "" ? null : await claimsOf(c, token, config);
    // The JWT of a key's request is only verified.
    if (c.get("caller").kind === "key") return;
    const session = parseSessionValue(value);
    if (jwt === null && session === null) return;
    const search = { db: c.get("db"), now: c.get("now"), waitUntil: waitUntil(c) };
    const target = namedTarget((name) => c.req.header(name), c.get("query"));
    const caller = await findUser({ session, jwt, target }, search);
    if (caller === null) return;
    c.set("caller", caller);
    c.set("impersonation", impersonationOf(caller));
  }
  return (c) => {
    const token = c.req.header("X-Appwrite-JWT") ?? "";
    const value = sessionValueOf(c, config);
    return token === "" && (value === "" || c.get("caller").kind === "key") ? undefined : identify(c, token, value);
  };
}

/** The impersonation of the request, as its log may show it. */
function impersonationOf(caller: Caller): Impersonation | undefined {
  if (caller.kind !== "user" || caller.impersonator === null) return undefined;
  return { impersonatorSeq: caller.impersonator.seq, userSeq: caller.seq };
}

/** @throws AppError `user_jwt_invalid`, even if a key takes precedence: an invalid JWT is a mistake of the client */
async function claimsOf(c: HonoContext<AppEnv>, jwt: string, { projectId, secretKeys }: Config): Promise<Claims> {
  const claims = await verifyJwt(secretKeys, jwt, { audience: projectId, now: c.get("now") });
  if (!claims.ok) throw new AppError("user_jwt_invalid");
  return claims.value;
}

/** X-Debug-Fallback tells the developer of a client that the session came from X-Fallback-Cookies. */
const fromFallback = { "x-debug-fallback": "true" };
const notFromFallback = { "x-debug-fallback": "false" };

/** The value that a request presents as a session, "" for none. */
function sessionValueOf(c: HonoContext<AppEnv>, { projectId }: Config): string {
  const headers = {
    cookie: c.req.header("Cookie"),
    session: c.req.header("X-Appwrite-Session"),
    fallback: c.req.header("X-Fallback-Cookies"),
  };
  const { isFallback, value } = readSessionValue(headers, projectId);
  c.get("headers").set(isFallback ? fromFallback : notFromFallback);
  return value;
}
