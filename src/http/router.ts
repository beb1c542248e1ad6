/** Turns declared endpoints into routes: scope check, then validation, then the operation (spec/wire.md 3.5). */
import type { Context as HonoContext, Hono } from "hono";
import { AppError } from "../errors/app-error.ts";
import type { Config } from "./config.ts";
import type { Context, Edge } from "./context.ts";
import { type Endpoint, type Method, pathParameters } from "./endpoint.ts";
import { respond } from "./respond.ts";
import { holdsOneOf, roleOf, serviceEmail } from "./scopes.ts";

/** Path below which everything is served. */
export const basePath = "/v1";

/** The path that is routed: empty segments do not count, so a slash too many is harmless (spec/wire.md 1.1). */
export const canonicalPath = (request: Request): string =>
  new URL(request.url).pathname.replaceAll(/\/+(?=\/|$)/g, "") || "/";

/** Adds the routes of the endpoints. A literal segment beats a parameter, so those paths go first. */
export function route(app: Hono<Edge>, config: Config, endpoints: readonly Endpoint[]): void {
  for (const endpoint of endpoints.toSorted((a, b) => parameterAt(b.path) - parameterAt(a.path))) {
    const path = basePath + endpoint.path.replaceAll(/\{(\w+)\}/g, ":$1");
    app.on(endpoint.method, path, async (c) => {
      assertScope(c, config, endpoint);
      const values = parseInput(c, endpoint);
      return respond(c, endpoint, await endpoint.answer(values, contextOf(c, config), c.get("format")));
    });
  }
}

/** How many segments stand before the first parameter of a path. */
function parameterAt(path: string): number {
  const segments = path.split("/");
  const index = segments.findIndex((segment) => segment.startsWith("{"));
  return index === -1 ? segments.length : index;
}

/** @throws AppError `general_unauthorized_scope` */
function assertScope(c: HonoContext<Edge>, { projectId }: Config, { scopes }: Endpoint): void {
  const caller = c.get("caller");
  if (holdsOneOf(caller, scopes)) return;
  const name = caller.kind === "key" ? serviceEmail(projectId, c.get("url").hostname) : "User";
  throw new AppError(
    "general_unauthorized_scope",
    `${name} (role: ${roleOf(caller)}) missing scopes (${JSON.stringify(scopes)})`,
  );
}

/**
 * The values of an endpoint's parameters, checked in the order of their declaration.
 * @throws AppError `general_argument_invalid` for the first that is missing or not as declared
 */
function parseInput(c: HonoContext<Edge>, { input, method, path }: Endpoint): Record<string, unknown> {
  const inPath = pathParameters(path);
  const given = givenTo(c, method);
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(input)) {
    const value = inPath.includes(name) ? c.req.param(name) : Object.hasOwn(given, name) ? given[name] : undefined;
    const rule = "optional" in parameter ? parameter.optional : parameter;
    if ("optional" in parameter && (value === undefined || value === null)) {
      values[name] = parameter.fallback;
      continue;
    }
    if (value === undefined) throw new AppError("general_argument_invalid", `Param "${name}" is not optional.`);
    const parsed = rule.parse(value);
    if (!parsed.ok) throw new AppError("general_argument_invalid", `Invalid \`${name}\` param: ${parsed.error}`);
    values[name] = parsed.value;
  }
  return values;
}

/** @throws AppError `general_argument_invalid` where the body is too long to be read */
function givenTo(c: HonoContext<Edge>, method: Method): Readonly<Record<string, unknown>> {
  if (method === "GET") return c.get("query");
  const body = c.get("body");
  if (!body.ok) throw new AppError("general_argument_invalid", body.error);
  return body.value;
}

function contextOf(c: HonoContext<Edge>, config: Config): Context {
  return {
    config,
    db: c.get("db"),
    kv: c.get("kv"),
    caller: c.get("caller"),
    client: c.get("client"),
    host: c.get("url").hostname,
    now: c.get("now"),
  };
}
