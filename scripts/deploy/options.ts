/** The command line of `npm run deploy`. Pure. */
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { readArguments } from "../arguments.ts";
import type { Place } from "../cloudflare/stores.ts";
import { type Target, targetOptions } from "../wrangler-config/files.ts";

export const usage = `Usage: npm run deploy -- [OPTIONS]
  --env NAME             deploy [env.NAME] as a Worker of its own
  --config FILE          settings to lay over wrangler.toml
  --secrets-file FILE    secrets to deploy along, as dotenv or JSON
  --replace-secrets      let them replace those that the Worker has
  --location HINT        where a new database is made: weur, eeur, apac, oc, wnam or enam
  --jurisdiction NAME    what a new database never leaves: eu, fedramp or us
  --rename-project OLD   the database belongs to OLD, which is now called PROJECT_ID
  --take-domains         let custom domains replace DNS records and leave other Workers
  --wait SECONDS         how long to wait for the Worker's answer, 0 to 600 (60)`;

export interface Options {
  readonly target: Target;
  readonly secretsFile: string | undefined;
  readonly replaceSecrets: boolean;
  readonly place: Place;
  readonly renameProject: string | undefined;
  readonly takeDomains: boolean;
  readonly waitSeconds: number;
}

const locations: readonly string[] = ["weur", "eeur", "apac", "oc", "wnam", "enam"];
const jurisdictions: readonly string[] = ["eu", "fedramp", "us"];
const waitMax = 600;

const options = {
  ...targetOptions,
  "secrets-file": { type: "string" },
  "replace-secrets": { type: "boolean", default: false },
  location: { type: "string" },
  jurisdiction: { type: "string" },
  "rename-project": { type: "string" },
  "take-domains": { type: "boolean", default: false },
  wait: { type: "string", default: "60" },
} as const;

/**
 * @param args the arguments after `npm run deploy --`
 * @returns the options, or one line with the error
 */
export function parseOptions(args: readonly string[]): Result<Options> {
  const parsed = readArguments(args, { options });
  if (!parsed.ok) return parsed;
  const { config, env, jurisdiction, location, wait, ...values } = parsed.value.values;
  if (location !== undefined && !locations.includes(location)) {
    return fail(`--location takes ${locations.join(", ")}, not "${location}".`);
  }
  if (jurisdiction !== undefined && !jurisdictions.includes(jurisdiction)) {
    return fail(`--jurisdiction takes ${jurisdictions.join(", ")}, not "${jurisdiction}".`);
  }
  if (location !== undefined && jurisdiction !== undefined) {
    return fail("--location and --jurisdiction do not go together: D1 ignores a hint within a jurisdiction.");
  }
  if (!/^[0-9]{1,3}$/.test(wait) || Number(wait) > waitMax) {
    return fail(`--wait takes a number of seconds from 0 to ${waitMax}, not "${wait}".`);
  }
  if (values["replace-secrets"] && values["secrets-file"] === undefined) {
    return fail("--replace-secrets goes with --secrets-file.");
  }
  return ok({
    target: { config, env },
    secretsFile: values["secrets-file"],
    replaceSecrets: values["replace-secrets"],
    place: { location, jurisdiction },
    renameProject: values["rename-project"],
    takeDomains: values["take-domains"],
    waitSeconds: Number(wait),
  });
}
