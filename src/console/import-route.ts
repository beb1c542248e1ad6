/** Forwards chunks of an import from the browser to the API as streams. The API limits their size. */
import type { Context, Hono } from "hono";
import type { AppEnv } from "../http/app-env.ts";
import type { Api } from "./api.ts";
import { consolePath } from "./page.ts";

const type = "application/x-ndjson";

/** Parameters of an import that the browser chooses. */
const parameters = ["importId", "first", "dryRun", "emailsUnproven", "replaceUnproven"];

/**
 * Adds the route. A form that is posted to the same address is an action of a page.
 * @param apiOf gives the API client of the signed-in operator
 */
export function importRoute(console: Hono<AppEnv>, apiOf: (c: Context<AppEnv>) => Api): void {
  console.post(`${consolePath}/import`, (c, next) => {
    if (c.req.header("Content-Type") !== type) return next();
    const query = Object.fromEntries(parameters.map((name) => [name, c.req.query(name)]));
    return apiOf(c).fetch("POST", "/users/import", query, { type, content: c.req.raw.body });
  });
}
