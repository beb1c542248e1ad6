/** Reads the configuration of a deployment from its files, and writes the file for wrangler. */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { root } from "../tool.ts";
import { type DeployedConfig, deployedConfig } from "./deployed.ts";
import { parseWranglerToml, type WranglerConfig } from "./parse.ts";

/** The deployment that a command acts on. */
export interface Target {
  /** An environment of wrangler.toml or of the settings file. */
  readonly env: string | undefined;
  /** The path of a settings file. */
  readonly config: string | undefined;
}

/** Options of every command that is about a deployment. */
export const targetOptions = { env: { type: "string" }, config: { type: "string" } } as const;

function readToml(file: string): Result<WranglerConfig> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return fail(`There is no file ${file}.`);
  }
  const parsed = parseWranglerToml(text);
  return parsed.ok ? parsed : fail(`${file} cannot be read: ${parsed.error}`);
}

/** @returns the configuration of a deployment, or one line with the error in its sources */
export function readDeployedConfig({ config, env }: Target): Result<DeployedConfig> {
  const base = readToml(join(root, "wrangler.toml"));
  if (!base.ok) return base;
  const settings = config === undefined ? ok(undefined) : readToml(resolve(config));
  if (!settings.ok) return settings;
  return deployedConfig({ base: base.value, settings: settings.value, environment: env });
}

/**
 * Writes the configuration for wrangler beside wrangler.toml, so that its relative paths stay valid.
 * @returns the name of the file, which git ignores
 */
export function writeDeployedConfig(config: DeployedConfig): string {
  const file = `wrangler.deploy.${config.name}.json`;
  writeFileSync(join(root, file), `${JSON.stringify(config, null, 2)}\n`);
  return file;
}

/** A command about a deployment, to which options may be added. */
export type Command = (...options: readonly string[]) => string;

/** @returns how a script of package.json is typed for a deployment */
export function commandFor(script: string, { config, env }: Target): Command {
  const named = [...(env === undefined ? [] : ["--env", env]), ...(config === undefined ? [] : ["--config", config])];
  return (...options) => {
    const all = [...named, ...options];
    return `npm run ${script}${all.length === 0 ? "" : ` -- ${all.join(" ")}`}`;
  };
}
