/** Takes chunks of an import from the browser, and hands them to the API in process. */
import type { Context, Hono } from "hono";
import type { AppEnv } from "../http/app-env.ts";
import type { Api } from "./api.ts";

/** Adds the route. @param apiOf the API in the name of the operator who is signed in */
export function importRoute(_console: Hono<AppEnv>, _apiOf: (c: Context<AppEnv>) => Api): void {
  return undefined;
}
