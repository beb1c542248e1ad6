/** wrangler.toml as data: the keys that scripts read, and all others unchanged. Pure. */
import { parse } from "smol-toml";
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";

const database = v.looseObject({
  binding: v.string(),
  database_name: v.optional(v.string()),
  database_id: v.optional(v.string()),
  preview_database_id: v.optional(v.string()),
});

const namespace = v.looseObject({ binding: v.string(), id: v.optional(v.string()) });

/** A route is a pattern alone, or one with its zone; `custom_domain` makes the pattern a hostname. */
const route = v.union([v.string(), v.looseObject({ pattern: v.string(), custom_domain: v.optional(v.boolean()) })]);

const shape = v.looseObject({
  name: v.optional(v.string()),
  account_id: v.optional(v.string()),
  workers_dev: v.optional(v.boolean()),
  vars: v.optional(v.record(v.string(), v.unknown()), {}),
  secrets: v.optional(v.looseObject({ required: v.optional(v.array(v.string()), []) }), {}),
  d1_databases: v.optional(v.array(database)),
  kv_namespaces: v.optional(v.array(namespace)),
  route: v.optional(route),
  routes: v.optional(v.array(route)),
  env: v.optional(v.record(v.string(), v.record(v.string(), v.unknown()))),
});

export type WranglerConfig = v.InferOutput<typeof shape>;

export type Route = v.InferOutput<typeof route>;

/**
 * @param toml the text of wrangler.toml
 * @returns the configuration, or its error and the place
 */
export function parseWranglerToml(toml: string): Result<WranglerConfig> {
  try {
    return toWranglerConfig(parse(toml));
  } catch (error) {
    return fail(error instanceof Error ? error.message.trim() : String(error));
  }
}

/** @returns data as a configuration, or its error and the place */
export function toWranglerConfig(data: unknown): Result<WranglerConfig> {
  const parsed = v.safeParse(shape, data);
  if (parsed.success) return ok(parsed.output);
  const [issue] = parsed.issues;
  return fail(`${v.getDotPath(issue) ?? "The file"}: ${issue.message}`);
}
