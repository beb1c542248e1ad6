/** The only writer of success bodies. */
import type { Context as HonoContext } from "hono";
import type { AppEnv } from "./app-env.ts";
import type { Endpoint } from "./endpoint.ts";

/**
 * How an empty body is typed: without a type Python's SDK fails, with JSON's the others do
 * (docs/spec/requests.md#response-headers).
 */
const typed = { "content-type": "text/html; charset=UTF-8" };

/** What a redirect and a page carry: it is good once, and may have secrets in it that nobody else is to be told. */
const elsewhere = {
  ...typed,
  "cache-control": "no-store, no-cache, must-revalidate, max-age=0",
  "referrer-policy": "no-referrer",
};

/** How bodies are typed. What a page says is for whoever asked for it, where they did, and no script has a place there. */
const bodies = {
  "application/json": { "content-type": "application/json; charset=UTF-8" },
  "application/x-ndjson": { "content-type": "application/x-ndjson; charset=UTF-8" },
  "text/plain": { "content-type": "text/plain; charset=UTF-8" },
  "text/html": {
    ...elsewhere,
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  },
} as const;

/** Answers with what an endpoint returned. */
export function respond(c: HonoContext<AppEnv>, { output, status }: Endpoint, body: unknown): Response {
  if (status === 301 || status === 303) return c.body(null, status, { ...elsewhere, location: String(body) });
  if (output === null || status === 204) return c.body(null, 204, typed);
  const isJson = output.mediaType === "application/json";
  return c.body(isJson ? JSON.stringify(body) : String(body), status, bodies[output.mediaType]);
}
