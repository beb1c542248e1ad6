/** Makes the answers of the API. */
import type { Context as HonoContext } from "hono";
import type { HeaderValues } from "./answer-headers.ts";
import type { AppEnv } from "./app-env.ts";

/** Answers with the headers that were collected for the request, and more. */
export const answer = (c: HonoContext<AppEnv>, body: string | null, status: number, more: HeaderValues): Response =>
  c.get("headers").answer(body, status, more);
