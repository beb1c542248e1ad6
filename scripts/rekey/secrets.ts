/** The two secrets of a rotation. Pure but for the random ones that fill gaps. */
import { parseEnv } from "node:util";
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { parseConfig } from "../../src/http/config.ts";
import type { SecretKeys } from "../../src/lib/crypto/derive.ts";
import { completeDevVars } from "../start/dev-vars.ts";

const json = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

/**
 * Reads the file of `--secrets-file`, as dotenv or JSON, and checks it as the Worker does.
 * @returns SECRET_KEY and SECRET_KEY_PREVIOUS, or one line with the error in them; never a secret's value
 */
export function readSecretKeys(text: string): Result<SecretKeys> {
  const parsed = v.safeParse(json, text);
  const { SECRET_KEY, SECRET_KEY_PREVIOUS }: Readonly<Record<string, unknown>> = parsed.success
    ? parsed.output
    : parseEnv(text);
  for (const [name, value] of Object.entries({ SECRET_KEY, SECRET_KEY_PREVIOUS })) {
    if (value === undefined || value === "") return fail(`It must set ${name}.`);
  }
  const others = { ...parseEnv(completeDevVars("")), PROJECT_ID: "rekey", DB: {}, KV: {} };
  const config = parseConfig({ ...others, SECRET_KEY, SECRET_KEY_PREVIOUS });
  return config.ok ? ok(config.value.secretKeys) : config;
}
