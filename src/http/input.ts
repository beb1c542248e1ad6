/** Reads the parameters of a request by the rules that its endpoint declares (docs/spec/requests.md#parameters). */
import type { Context as HonoContext } from "hono";
import { AppError } from "../errors/app-error.ts";
import { memoize } from "../lib/crypto/memoize.ts";
import { isBelow, type Version } from "../models/version.ts";
import type { AppEnv } from "./app-env.ts";
import { type Endpoint, type Method, pathParameters } from "./endpoint.ts";
import type { Deployment, IsReserved } from "./hosts.ts";

const namesInPath = memoize(({ path }: Endpoint) => pathParameters(path));

/**
 * The values of an endpoint's parameters, checked in the order of their declaration.
 * @throws AppError `general_argument_invalid` for the first one that is missing or invalid
 */
export function parseInput(
  c: HonoContext<AppEnv>,
  deployment: Deployment,
  endpoint: Endpoint,
  isReserved: IsReserved,
): Record<string, unknown> {
  const { input, method, rows } = endpoint;
  const inPath = namesInPath(endpoint);
  const terms = { ...deployment, isReserved };
  const given = rows === undefined ? givenTo(c, method) : { ...c.get("query"), ...givenTo(c, method) };
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(input)) {
    const value = inPath.includes(name) ? c.req.param(name) : Object.hasOwn(given, name) ? given[name] : undefined;
    const rule = "optional" in parameter ? parameter.optional : parameter;
    if ("optional" in parameter && (value === undefined || (value === null && !parameter.takesNull))) {
      values[name] = parameter.fallback;
      continue;
    }
    if (value === undefined) {
      // A parameter may be missing because the body was not read.
      const flaw = c.get("bodyFlaw");
      const missing = `Param "${name}" is not optional.`;
      throw new AppError("general_argument_invalid", flaw === null ? missing : `${missing} ${flaw}`);
    }
    if (value === null && rule.nullBelow !== undefined && isOlder(c, rule.nullBelow.version)) {
      values[name] = rule.nullBelow.value;
      continue;
    }
    const parsed = rule.parse(value, terms);
    if (!parsed.ok) throw new AppError("general_argument_invalid", `Invalid \`${name}\` param: ${parsed.error}`);
    if (rule.isNewId && !inPath.includes(name) && isReserved(name, String(parsed.value))) {
      throw new AppError(
        "general_argument_invalid",
        `Invalid \`${name}\` param: "${String(parsed.value)}" is reserved, because a route has this name. Choose another id.`,
      );
    }
    values[name] = parsed.value;
  }
  return values;
}

/** Whether the caller asks for a response format below a version. */
function isOlder(c: HonoContext<AppEnv>, version: Version): boolean {
  const format = c.get("format");
  return format !== undefined && isBelow(format, version);
}

/** @throws AppError `general_argument_invalid` where the body is too long to be read */
function givenTo(c: HonoContext<AppEnv>, method: Method): Readonly<Record<string, unknown>> {
  if (method === "GET") return c.get("query");
  const body = c.get("body");
  if (!body.ok) throw new AppError("general_argument_invalid", body.error);
  return body.value;
}
