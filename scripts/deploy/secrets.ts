/** The secrets of a deployment, before they are uploaded. Pure but for the random ones that fill gaps. */
import { parseEnv } from "node:util";
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { parseConfig } from "../../src/http/config.ts";
import { completeDevVars } from "../start/dev-vars.ts";
import type { Command } from "../wrangler-config/files.ts";

/** The secrets that the Worker requires; wrangler.toml requires them too. */
export const secretNames = ["API_KEY", "SECRET_KEY"] as const;

type SecretName = (typeof secretNames)[number];

/** The secrets that are optional. */
const optionalNames = ["SECRET_KEY_PREVIOUS", "MESSAGES_WEBHOOK_SECRET", "MESSAGES_WEBHOOK_SECRET_PREVIOUS"];

const takenNames: readonly string[] = [...secretNames, ...optionalNames];

const secretsJson = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string()));

/** Secrets by their names. */
export type Secrets = Readonly<Record<string, string>>;

/**
 * Reads the file of `--secrets-file`, as dotenv or JSON, and checks it as the Worker does.
 * @returns the secrets in it, or the error in one of them; never a value
 */
export function readSecretsFile(text: string): Result<Secrets> {
  const json = v.safeParse(secretsJson, text);
  const all = Object.entries(json.success ? json.output : parseEnv(text));
  // wrangler would upload everything in the file: an empty secret over a good one, or a secret in place of a variable.
  const stray = all.find(([name, value]) => value === "" || !takenNames.includes(name));
  if (stray !== undefined) {
    const what = `${stray[0]}${stray[1] === "" ? " to nothing" : ""}`;
    return fail(`The file sets ${what}: it takes values of ${listed(takenNames)}.`);
  }
  const others = { ...parseEnv(completeDevVars("")), PROJECT_ID: "deploy", DB: {}, KV: {}, ...webhookOf(all) };
  const secrets = Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const config = parseConfig({ ...others, ...secrets });
  return config.ok ? ok(secrets) : config;
}

/** Placeholders for the bindings without which the Worker refuses a secret of the webhook. */
const webhookOf = (all: readonly (readonly [string, unknown])[]) =>
  all.some(([name]) => name.startsWith("MESSAGES_WEBHOOK_SECRET"))
    ? {
        MESSAGES_WEBHOOK_URL: "https://webhook.invalid",
        MESSAGES_WEBHOOK_SECRET: parseEnv(completeDevVars(""))["SECRET_KEY"],
      }
    : {};

/** @returns the error in the variables of a configuration, with which the Worker would not serve; undefined: none */
export function describeVariables(vars: Readonly<Record<string, unknown>>): string | undefined {
  const secrets = parseEnv(completeDevVars(""));
  const hasWebhook = (vars["MESSAGES_WEBHOOK_URL"] ?? "") !== "";
  const webhook = hasWebhook ? { MESSAGES_WEBHOOK_SECRET: secrets["SECRET_KEY"] } : {};
  const config = parseConfig({ ...secrets, ...webhook, DB: {}, KV: {}, ...vars });
  return config.ok ? undefined : config.error;
}

/** How a secret is made, as an argument of printf. */
const makers: Readonly<Record<SecretName, readonly [format: string, argument: string]>> = {
  API_KEY: ["API_KEY=standard_%s", "$(openssl rand -hex 128)"],
  SECRET_KEY: ["SECRET_KEY=%s", "$(openssl rand -hex 32)"],
};

/** A file that keeps new secrets, so that none is on a command line, and none is lost. */
const secretsFile = ".dev.vars.production";

/** Commands that make secrets, keep them in a file and deploy with them. */
function recipe(names: readonly SecretName[], deploy: Command): string {
  const formats = names.map((name) => makers[name][0]).join(String.raw`\n`);
  const randoms = names.map((name) => makers[name][1]).join(" ");
  return String.raw`
  (umask 077; printf '${formats}\n' ${randoms} > ${secretsFile})
  ${deploy("--secrets-file", secretsFile)}

Keep the secrets of the file where you keep passwords, then delete the file: Cloudflare shows no secret again.`;
}

const listed = (names: readonly string[]): string => new Intl.ListFormat("en-GB").format(names);

/**
 * @param present names of the deployed Worker's secrets; null: there is no such Worker yet
 * @param given names of the secrets that come with this deployment
 * @param deploy the command of this deployment
 * @returns the missing secrets and how to set them; undefined where none is missing
 */
export function describeMissing(
  present: readonly string[] | null,
  given: readonly string[],
  deploy: Command,
): string | undefined {
  const missing = secretNames.filter((name) => !given.includes(name) && present?.includes(name) !== true);
  if (missing.length === 0) return undefined;
  const how = recipe(missing, deploy);
  return present === null
    ? `Nothing is deployed yet, so ${listed(missing)} must come with the first deployment:\n${how}`
    : `The Worker lacks ${listed(missing)}. Make the missing ones, and deploy with them:\n${how}`;
}

/**
 * @returns which secrets of the Worker the given ones would replace, and what to do instead; undefined where they replace none
 */
export function describeReplaced(
  present: readonly string[] | null,
  given: readonly string[],
  deploy: Command,
): string | undefined {
  const replaced = given.filter((name) => present?.includes(name) === true);
  if (replaced.length === 0) return undefined;
  return `The Worker has ${listed(replaced)} already, and keeps them. Deploy without --secrets-file:

  ${deploy()}

To replace them, add --replace-secrets. With another SECRET_KEY, JWTs, tokens and codes of before are refused and sealed
columns cannot be opened: docs/operations.md describes how to rotate it without that.`;
}
