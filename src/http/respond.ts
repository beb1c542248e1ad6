/** The only writer of success bodies. */
import type { Context as HonoContext } from "hono";
import type { AppEnv } from "./app-env.ts";
import type { Endpoint } from "./endpoint.ts";
import { pageHeaders } from "./pages.ts";

/**
 * How an empty body is typed: without a type Python's SDK fails, with JSON's the others do
 * (docs/spec/requests.md#response-headers).
 */
const typed = { "content-type": "text/html; charset=UTF-8" };

/** The headers of a redirect: it is good once, and its address may have secrets in it. */
const elsewhere = {
  ...typed,
  "cache-control": "no-store, no-cache, must-revalidate, max-age=0",
  "referrer-policy": "no-referrer",
};

/** The cache header of public answers: minutes, because a deployment may change them. */
export const forEverybody = { "cache-control": "public, max-age=300" };

/** How bodies are typed. */
const bodies = {
  "application/json": { "content-type": "application/json; charset=UTF-8" },
  "application/x-ndjson": { "content-type": "application/x-ndjson; charset=UTF-8" },
  "text/plain": { "content-type": "text/plain; charset=UTF-8" },
  get "text/html"() {
    return pageHeaders();
  },
} as const;

/** Answers with what an endpoint returned. */
export function respond(c: HonoContext<AppEnv>, { isPublic, output, status }: Endpoint, body: unknown): Response {
  if (status === 301 || status === 303) return c.body(null, status, { ...elsewhere, location: String(body) });
  if (output === null || status === 204) return c.body(null, 204, typed);
  const isJson = output.mediaType === "application/json";
  return c.body(isJson ? JSON.stringify(body) : String(body), status, {
    ...bodies[output.mediaType],
    ...(isPublic && forEverybody),
  });
}
