/**
 * Logs one line for each request: its result and its cost, without secrets or personal data. On a developer's machine it
 * logs a short line instead, with the requested path.
 */
import type { Context as HonoContext, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { basePath } from "../../domain/context/index.ts";
import type { AppEnv } from "../app-env.ts";
import type { EdgeConfig } from "../config.ts";

export function requestLog({ local }: EdgeConfig): MiddlewareHandler<AppEnv> {
  const line = local ? shortLineOf : lineOf;
  return async function requestLog(c, next) {
    await next();
    console.info(line(c, Date.now() - c.get("arrivedAt")));
  };
}

const lineOf = (c: HonoContext<AppEnv>, milliseconds: number): string =>
  JSON.stringify({
    level: "info",
    requestId: c.get("requestId"),
    method: c.req.method,
    route: routeOf(c),
    status: c.res.status,
    refusal: c.get("refusal") ?? null,
    ...c.get("impersonation"),
    ...c.get("usage"),
    ...c.get("failures"),
    milliseconds,
  });

/** Such as `POST /v1/account/sessions/email 401 43 ms user_invalid_credentials`. It omits the query, where links have secrets. */
function shortLineOf(c: HonoContext<AppEnv>, milliseconds: number): string {
  const refusal = c.get("refusal");
  const line = `${c.req.method} ${c.get("url").pathname} ${c.res.status} ${milliseconds} ms`;
  return refusal === undefined ? line : `${line} ${refusal}`;
}

/**
 * The declared path of the route, not the requested one: an id in a path may be a person's name. Requests that are refused
 * before they reach the route have one too. null: no route matches.
 */
function routeOf(c: HonoContext<AppEnv>): string | null {
  const route = matchedRoutes(c).find(({ method }) => method !== "ALL");
  if (route === undefined) return null;
  const known = declared.get(route.path);
  if (known !== undefined) return known;
  const path = route.path.startsWith(basePath) ? route.path.slice(basePath.length) : route.path;
  const text = (path || "/").replaceAll(/:(\w+)/g, "{$1}");
  declared.set(route.path, text);
  return text;
}

/** A cache of declared paths by the router's patterns, bounded by the number of routes. */
const declared = new Map<string, string>();
