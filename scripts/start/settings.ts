/**
 * The settings of the local Worker: wrangler.toml and `.dev.vars`, read, checked as the Worker does, and written for
 * wrangler.
 */
import { readFileSync, watchFile, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseEnv } from "node:util";
import { parseConfig } from "../../src/http/config.ts";
import type { SecretKeys } from "../../src/lib/crypto/derive.ts";
import { root } from "../tool.ts";
import { localConfig, localDatabaseId, unknownNames, webhookError } from "../wrangler-config/local.ts";
import { parseWranglerToml } from "../wrangler-config/parse.ts";
import { completeDevVars, missingSecrets } from "./dev-vars.ts";
import { codeOf, Refusal, writeTo } from "./refusal.ts";

const configFile = join(root, "wrangler.toml");
const devVarsFile = join(root, ".dev.vars");
/** In the folder of wrangler.toml, whose paths are relative, and of `.dev.vars`, which wrangler reads from there. */
export const localConfigFile = join(root, "wrangler.local.json");

const pollMs = 200;

/** The settings that `npm start` needs. */
export interface Settings {
  readonly projectId: string;
  readonly apiKey: string;
  /** The origin that PUBLIC_URL names; null: it names none. */
  readonly publicOrigin: string | null;
  readonly hasConsole: boolean;
  readonly secretKeys: SecretKeys;
  /** The id by which wrangler stores the database. */
  readonly databaseId: string;
}

/** The text of `.dev.vars`, "" where there is none. */
function readDevVars(): string {
  try {
    return readFileSync(devVarsFile, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  }
}

/** The secrets with which data may be sealed, as `.dev.vars` has them. */
export function sealingSecrets(): readonly string[] {
  const { SECRET_KEY, SECRET_KEY_PREVIOUS } = parseEnv(readDevVars());
  return [SECRET_KEY, SECRET_KEY_PREVIOUS].filter((secret) => secret !== undefined);
}

/** Makes missing secrets. Only a start may: a new SECRET_KEY does not open stored data. */
export function makeSecrets(): void {
  const text = readDevVars();
  const completed = completeDevVars(text);
  if (completed === text) return;
  writeTo(basename(devVarsFile), () => writeFileSync(devVarsFile, completed, { mode: 0o600 }));
}

/** Rewrites an error text for deployments: on this machine a setting is in `.dev.vars`. */
const forThisMachine = (text: string): string =>
  text
    .replace(/with `wrangler secret put \w+`/, "in .dev.vars")
    .replace(
      /: remove it with `wrangler secret delete \w+`|\. Remove it with `wrangler secret delete \w+`/,
      ". Remove it from .dev.vars",
    );

/**
 * Writes the configuration that wrangler runs with.
 * @throws Refusal when wrangler.toml cannot be read, or the Worker would refuse the configuration
 */
export function configure(): Settings {
  const deployed = parseWranglerToml(readFileSync(configFile, "utf8"));
  if (!deployed.ok) throw new Refusal(`wrangler.toml cannot be read: ${deployed.error}`);
  const text = readDevVars();
  const missing = missingSecrets(text);
  if (missing.length > 0) throw new Refusal(`.dev.vars lacks ${missing.join(" and ")}.`);
  const devVars = parseEnv(text);
  const wrong = webhookError(deployed.value, devVars);
  if (wrong !== undefined) throw new Refusal(wrong);
  const local = localConfig(deployed.value, devVars);
  const config = parseConfig({ ...local.vars, ...devVars, DB: {}, KV: {} });
  if (!config.ok) throw new Refusal(forThisMachine(config.error));
  writeTo(basename(localConfigFile), () => writeFileSync(localConfigFile, `${JSON.stringify(local, null, 2)}\n`));
  for (const name of unknownNames(devVars)) console.error(`.dev.vars sets ${name}, which the Worker does not know.`);
  const { hasConsole, projectId, publicUrl, secretKeys } = config.value;
  const apiKey = devVars["API_KEY"] ?? "";
  const publicOrigin = publicUrl?.origin ?? null;
  return { projectId, apiKey, publicOrigin, hasConsole, secretKeys, databaseId: localDatabaseId(local) };
}

/** Configures again when its sources are edited: wrangler itself watches only the files that are written here. */
export function reconfigureOnEdit(): void {
  for (const file of [configFile, devVarsFile]) {
    watchFile(file, { interval: pollMs, persistent: false }, () => {
      try {
        configure();
      } catch (error) {
        console.error(error instanceof Refusal ? `${error.message} The running configuration stays.` : error);
      }
    });
  }
}
