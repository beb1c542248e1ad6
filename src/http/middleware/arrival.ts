/** Records the id and the time of a request on arrival, and opens the stores for it. */
import type { MiddlewareHandler } from "hono";
import { breakerOf } from "../../storage/breaker.ts";
import { Database } from "../../storage/database.ts";
import { meter, type Stores } from "../../storage/meter.ts";
import { Sender } from "../../storage/sender.ts";
import { AnswerHeaders } from "../answer-headers.ts";
import type { AppEnv } from "../app-env.ts";
import type { EdgeConfig } from "../config.ts";
import { waitUntil } from "../log-unexpected.ts";

/** @param config the stores, the deadline of D1, and the public origin, which replaces the request's */
export function arrival(config: Stores & Pick<EdgeConfig, "deadline" | "publicUrl">): MiddlewareHandler<AppEnv> {
  const { deadline } = config;
  const breaker = breakerOf(config.db, deadline);
  return async function arrival(c, next) {
    const requestId = crypto.randomUUID();
    const { db, kv, usage } = meter(config);
    c.set("requestId", requestId);
    c.set("arrivedAt", Date.now());
    c.set("url", config.publicUrl === null ? new URL(c.req.url) : movedTo(config.publicUrl, c.req.url));
    c.set("usage", usage);
    const sender = new Sender(db, { deadline, breaker, waitUntil: waitUntil(c), requestId, isRequest: true });
    c.set("failures", sender.failures);
    c.set("db", new Database(sender));
    c.set("kv", kv);
    c.set("headers", new AnswerHeaders({ "x-request-id": requestId }));
    await next();
    sender.answered();
  };
}

/** The URL of a request at another origin. */
function movedTo({ host, protocol }: URL, url: string): URL {
  const { pathname, search } = new URL(url);
  return new URL(`${protocol}//${host}${pathname}${search}`);
}
