/** The only writer of success bodies. */
import type { Context as HonoContext } from "hono";
import type { Edge } from "./context.ts";
import type { Endpoint } from "./endpoint.ts";

/**
 * Answers with what an endpoint returned. A 204 is typed all the same, and not as JSON: without a type Python's SDK fails,
 * with JSON's the others do (spec/wire.md 1.9).
 */
export function respond(c: HonoContext<Edge>, { output, status }: Endpoint, body: unknown): Response {
  if (output === null || status === 204) return c.body(null, 204, { "content-type": "text/html; charset=UTF-8" });
  return output.mediaType === "text/plain"
    ? c.body(String(body), status, { "content-type": "text/plain; charset=UTF-8" })
    : c.body(JSON.stringify(body), status, { "content-type": "application/json; charset=UTF-8" });
}
