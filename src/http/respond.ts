/** The only writer of success bodies. */
import type { Context as HonoContext } from "hono";
import { answer } from "./answer.ts";
import type { AppEnv } from "./app-env.ts";
import type { Endpoint } from "./endpoint.ts";
import { pageHeaders } from "./pages.ts";

/**
 * The content type of an empty body. Without one the Python SDK fails, and with JSON's the other SDKs fail
 * (docs/spec/requests.md#response-headers).
 */
const typed = { "content-type": "text/html; charset=UTF-8" };

/** The headers of a redirect, which is valid once and may have secrets in its URL. */
const elsewhere = {
  ...typed,
  "cache-control": "no-store, no-cache, must-revalidate, max-age=0",
  "referrer-policy": "no-referrer",
};

/** The cache header of public answers. Five minutes, because a deployment may change them. */
export const forEverybody = { "cache-control": "public, max-age=300" };

/** The headers of each media type. */
const bodies = {
  "application/json": { "content-type": "application/json; charset=UTF-8" },
  "application/x-ndjson": { "content-type": "application/x-ndjson; charset=UTF-8" },
  "text/plain": { "content-type": "text/plain; charset=UTF-8" },
  get "text/html"() {
    return pageHeaders();
  },
} as const;

/** Answers with the result of an endpoint. */
export function respond(c: HonoContext<AppEnv>, { isPublic, output, status }: Endpoint, body: unknown): Response {
  if (status === 301 || status === 303) return answer(c, null, status, { ...elsewhere, location: String(body) });
  if (output === null || status === 204) return answer(c, null, 204, typed);
  const isJson = output.mediaType === "application/json";
  return answer(c, isJson ? JSON.stringify(body) : String(body), status, {
    ...bodies[output.mediaType],
    ...(isPublic && forEverybody),
  });
}
