/** Notes what is known of a request when it arrives, and opens the stores for it. */
import type { MiddlewareHandler } from "hono";
import { Database } from "../../storage/database.ts";
import { meter, type Stores } from "../../storage/meter.ts";
import type { AppEnv } from "../app-env.ts";
import { waitUntil } from "../log-unexpected.ts";

export function arrival(stores: Stores): MiddlewareHandler<AppEnv> {
  return async function arrival(c, next) {
    const requestId = crypto.randomUUID();
    const { db, kv, usage } = meter(stores);
    c.set("requestId", requestId);
    c.set("arrivedAt", Date.now());
    c.set("url", new URL(c.req.url));
    c.set("usage", usage);
    c.set("db", new Database(db, waitUntil(c)));
    c.set("kv", kv);
    c.header("X-Request-Id", requestId);
    await next();
  };
}
