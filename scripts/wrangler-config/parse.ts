/** wrangler.toml as data: the keys that scripts read, and all others unchanged. Pure. */
import { parse } from "smol-toml";
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";

const shape = v.looseObject({
  vars: v.optional(v.record(v.string(), v.unknown()), {}),
  secrets: v.optional(v.looseObject({ required: v.optional(v.array(v.string()), []) }), {}),
});

export type WranglerConfig = v.InferOutput<typeof shape>;

/**
 * @param toml the text of wrangler.toml
 * @returns the configuration, or what is wrong with it and where
 */
export function parseWranglerToml(toml: string): Result<WranglerConfig> {
  try {
    const parsed = v.safeParse(shape, parse(toml));
    if (parsed.success) return ok(parsed.output);
    const [issue] = parsed.issues;
    return fail(`${v.getDotPath(issue) ?? "The file"}: ${issue.message}`);
  } catch (error) {
    return fail(error instanceof Error ? error.message.trim() : String(error));
  }
}
