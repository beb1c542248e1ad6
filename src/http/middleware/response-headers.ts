/** The headers that every answer carries (docs/spec/requests.md#response-headers). */
import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "../app-env.ts";

export const responseHeaders: MiddlewareHandler<AppEnv> = async (c, next) => {
  c.header("Server", "Appwrite");
  c.header("X-Content-Type-Options", "nosniff");
  // Answers are for their caller alone. Public answers override this header.
  c.header("Cache-Control", "no-store");
  if (c.get("url").protocol === "https:") c.header("Strict-Transport-Security", "max-age=10886400");
  await next();
};
