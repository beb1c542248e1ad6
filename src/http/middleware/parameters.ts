/** Reads what the request says in its query string and body, and the response format it asks for; then its clock is set. */
import type { MiddlewareHandler } from "hono";
import { ok } from "../../errors/result.ts";
import { parseVersion } from "../../models/version.ts";
import type { AppEnv } from "../app-env.ts";
import { readBody } from "../body.ts";
import { parseFields } from "../php-fields.ts";

export const isRead = (method: string): boolean => method === "GET" || method === "HEAD";

export const parameters: MiddlewareHandler<AppEnv> = async (c, next) => {
  c.set("format", parseVersion(c.req.header("X-Appwrite-Response-Format") ?? ""));
  c.set("query", parseFields(c.get("url").search));
  // A body on GET is ignored: SDKs send one, or a type for none.
  c.set("body", isRead(c.req.method) ? ok({}) : await readBody(c.req.raw));
  c.set("now", Date.now());
  await next();
};
