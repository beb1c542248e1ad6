/** One line for each request: what was asked, how it ended, what it cost. Nothing secret and nothing personal is in it. */
import type { Context as HonoContext, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { basePath } from "../../domain/context/index.ts";
import type { AppEnv } from "../app-env.ts";

export const requestLog: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  console.info(
    JSON.stringify({
      level: "info",
      requestId: c.get("requestId"),
      method: c.req.method,
      route: routeOf(c),
      status: c.res.status,
      refusal: c.get("refusal") ?? null,
      ...c.get("impersonation"),
      ...c.get("usage"),
      milliseconds: Date.now() - c.get("arrivedAt"),
    }),
  );
};

/**
 * The path that a request matches as it is declared, not as it was asked: an id in a path may be somebody's name. Whoever
 * is refused before the route is reached has asked for it all the same. null: there is no such route.
 */
function routeOf(c: HonoContext<AppEnv>): string | null {
  const route = matchedRoutes(c).find(({ method }) => method !== "ALL");
  return route === undefined ? null : route.path.slice(basePath.length).replaceAll(/:(\w+)/g, "{$1}");
}
