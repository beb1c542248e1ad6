/** Reads the query string, the body and the requested response format; then sets the clock of the request. */
import type { Context as HonoContext } from "hono";
import { ok } from "../../errors/result.ts";
import { parseVersion } from "../../models/version.ts";
import type { AppEnv } from "../app-env.ts";
import { readBody, readRows } from "../body.ts";
import { type Endpoint, type RowsBody, toPattern } from "../endpoint.ts";
import { parseFields } from "../php-fields.ts";
import type { Step } from "./in-order.ts";

/** The body of a request that has none. */
const nothing = ok({});

export const isRead = (method: string): boolean => method === "GET" || method === "HEAD";

/** @param endpoints the served endpoints, some of which take a list of rows as their body */
export function parameters(endpoints: readonly Endpoint[]): Step {
  const listBodies = new Map<string, RowsBody>(
    endpoints.flatMap(({ method, path, rows }) =>
      rows === undefined ? [] : [[`${method} ${toPattern(path)}`, rows] as const],
    ),
  );
  async function readSent(c: HonoContext<AppEnv>): Promise<undefined> {
    const { method, path, raw } = c.req;
    const rows = listBodies.get(`${method} ${path}`);
    if (rows === undefined) {
      const body = await readBody(raw);
      c.set("body", body.ok ? ok(body.value.parameters) : body);
      if (body.ok) c.set("bodyFlaw", body.value.flaw);
    } else {
      c.set("body", await readRows(raw, rows));
    }
    c.set("now", Date.now());
  }
  return (c) => {
    c.set("format", parseVersion(c.req.header("X-Appwrite-Response-Format") ?? ""));
    c.set("query", parseFields(c.get("url").search));
    c.set("bodyFlaw", null);
    // The body of a GET is ignored: SDKs send one, or a content type without one.
    if (!isRead(c.req.method)) return readSent(c);
    c.set("body", nothing);
    c.set("now", Date.now());
    return undefined;
  };
}
