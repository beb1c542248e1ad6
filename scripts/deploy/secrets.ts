/** The secrets of a deployment, before they are uploaded. Pure but for the random ones that fill gaps. */
import { parseEnv } from "node:util";
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { parseConfig } from "../../src/http/config.ts";
import { completeDevVars } from "../start/dev-vars.ts";

/** What the Worker does not serve without; wrangler.toml requires them too. */
export const secretNames = ["API_KEY", "SECRET_KEY"] as const;

type SecretName = (typeof secretNames)[number];

/** What it serves without, and takes. */
const optionalNames = ["SECRET_KEY_PREVIOUS", "MESSAGES_WEBHOOK_SECRET"];

const takenNames: readonly string[] = [...secretNames, ...optionalNames];

/** What `wrangler secret list` answers. */
const secretList = v.pipe(v.string(), v.parseJson(), v.array(v.object({ name: v.string() })));

/** @returns the names of the secrets that the deployed Worker has */
export function readSecretList(text: string): Result<readonly string[]> {
  const parsed = v.safeParse(secretList, text);
  return parsed.success ? ok(parsed.output.map(({ name }) => name)) : fail(`wrangler says ${text.trim()}`);
}

const secretsJson = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string()));

/**
 * Reads what is given to `--secrets-file`, as dotenv or JSON, and holds it to what the Worker holds it to.
 * @returns the names of the secrets in it, or what is wrong with one of them
 */
export function readSecretsFile(text: string): Result<readonly string[]> {
  const json = v.safeParse(secretsJson, text);
  const all = Object.entries(json.success ? json.output : parseEnv(text));
  // wrangler would upload whatever stands in the file: an empty secret over a good one, a secret in the place of a variable.
  const stray = all.find(([name, value]) => value === "" || !takenNames.includes(name));
  if (stray !== undefined) {
    const what = `${stray[0]}${stray[1] === "" ? " to nothing" : ""}`;
    return fail(`The file sets ${what}: it takes values of ${new Intl.ListFormat("en-GB").format(takenNames)}.`);
  }
  const others = { ...parseEnv(completeDevVars("")), PROJECT_ID: "deploy", DB: {}, KV: {}, ...webhookOf(all) };
  const config = parseConfig({ ...others, ...Object.fromEntries(all) });
  return config.ok ? ok(all.map(([name]) => name)) : config;
}

/** What wrangler.toml has along with the webhook's secret, which alone is held to be a mistake. */
const webhookOf = (all: readonly (readonly [string, unknown])[]) =>
  all.some(([name]) => name === "MESSAGES_WEBHOOK_SECRET") ? { MESSAGES_WEBHOOK_URL: "https://webhook.invalid" } : {};

const commands: Readonly<Record<SecretName, string>> = {
  API_KEY: 'echo "standard_$(openssl rand -hex 128)" | tee /dev/stderr | npx wrangler secret put API_KEY',
  SECRET_KEY: "openssl rand -hex 32 | npx wrangler secret put SECRET_KEY",
};

const firstDeployment = String.raw`
  (umask 077; printf 'API_KEY=standard_%s\nSECRET_KEY=%s\n' $(openssl rand -hex 128) $(openssl rand -hex 32) > .dev.vars.production)
  npm run deploy -- --secrets-file .dev.vars.production

Keep the API_KEY where you keep passwords, then delete the file: Cloudflare shows neither secret again.`;

/**
 * @param present names of the secrets that the deployed Worker has; null: there is no such Worker yet
 * @param given names of those that come with this deployment
 * @returns what is missing and how to set it; undefined where nothing is
 */
export function describeMissing(present: readonly string[] | null, given: readonly string[]): string | undefined {
  const missing = secretNames.filter((name) => !given.includes(name) && present?.includes(name) !== true);
  if (missing.length === 0) return undefined;
  const names = missing.join(" and ");
  return present === null
    ? `Nothing is deployed yet, so ${names} must come with the first deployment:\n${firstDeployment}`
    : `The Worker lacks ${names}. Set what is missing, then deploy again:\n\n${missing.map((name) => `  ${commands[name]}`).join("\n")}`;
}
