/** Notes what is known of a request when it arrives, and opens the stores for it. */
import type { MiddlewareHandler } from "hono";
import { Database } from "../../storage/database.ts";
import { meter, type Stores } from "../../storage/meter.ts";
import type { AppEnv } from "../app-env.ts";
import type { EdgeConfig } from "../config.ts";
import { waitUntil } from "../log-unexpected.ts";

/** @param config the stores, and the origin that takes the place of the request's */
export function arrival(config: Stores & Pick<EdgeConfig, "publicUrl">): MiddlewareHandler<AppEnv> {
  return async function arrival(c, next) {
    const requestId = crypto.randomUUID();
    const { db, kv, usage } = meter(config);
    c.set("requestId", requestId);
    c.set("arrivedAt", Date.now());
    c.set("url", config.publicUrl === null ? new URL(c.req.url) : movedTo(config.publicUrl, c.req.url));
    c.set("usage", usage);
    c.set("db", new Database(db, waitUntil(c)));
    c.set("kv", kv);
    c.header("X-Request-Id", requestId);
    await next();
  };
}

/** The URL of a request as its sender would have had it at another origin. */
function movedTo({ host, protocol }: URL, url: string): URL {
  const { pathname, search } = new URL(url);
  return new URL(`${protocol}//${host}${pathname}${search}`);
}
