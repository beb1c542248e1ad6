/** Notes what is known of a request when it arrives: an id of ours, the time, its URL. */
import type { MiddlewareHandler } from "hono";
import type { Edge } from "../context.ts";

export const arrival: MiddlewareHandler<Edge> = async (c, next) => {
  const requestId = crypto.randomUUID();
  c.set("requestId", requestId);
  c.set("now", Date.now());
  c.set("url", new URL(c.req.url));
  c.header("X-Request-Id", requestId);
  await next();
};
