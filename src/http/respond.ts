/** The only writer of success bodies. */
import type { Context as HonoContext } from "hono";
import type { Edge } from "./context.ts";
import type { Endpoint } from "./endpoint.ts";

/** How an empty body is typed: without a type Python's SDK fails, with JSON's the others do (spec/wire.md 1.9). */
const typed = { "content-type": "text/html; charset=UTF-8" };

/** What a redirect carries: it is good once, and may have secrets in it that nobody else is to be told. */
const elsewhere = {
  ...typed,
  "cache-control": "no-store, no-cache, must-revalidate, max-age=0",
  "referrer-policy": "no-referrer",
};

/** Answers with what an endpoint returned. */
export function respond(c: HonoContext<Edge>, { output, status }: Endpoint, body: unknown): Response {
  if (status === 301 || status === 303) return c.body(null, status, { ...elsewhere, location: String(body) });
  if (output === null || status === 204) return c.body(null, 204, typed);
  return output.mediaType === "text/plain"
    ? c.body(String(body), status, { "content-type": "text/plain; charset=UTF-8" })
    : c.body(JSON.stringify(body), status, { "content-type": "application/json; charset=UTF-8" });
}
