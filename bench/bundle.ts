/** Builds Workers as a deployment would. */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { unstable_readConfig } from "wrangler";

/** A Worker ready to be run. */
export interface Bundle {
  readonly folder: string;
  /** Names of its modules; the first is the entry. */
  readonly modules: readonly [string, ...string[]];
  readonly compatibilityDate: string;
}

const root = join(import.meta.dirname, "..");
const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");

/**
 * Builds the Worker of a wrangler configuration with `wrangler deploy --dry-run`.
 * @param config path of the configuration, from the root of the project
 * @param folder where the modules go
 * @param minify false: keeps the names, for a profile that can be read
 * @throws Error with wrangler's output when the Worker does not build
 */
export function build(config: string, folder: string, minify: boolean): Bundle {
  const path = join(root, config);
  const args = ["deploy", "--dry-run", "--config", path, "--outdir", folder, ...(minify ? ["--minify"] : [])];
  try {
    execFileSync(process.execPath, [wrangler, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const output = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
    throw new Error(`The Worker of ${config} does not build.\n${output.trim()}`, { cause: error });
  }
  const { compatibility_date: compatibilityDate = "" } = unstable_readConfig({ config: path });
  const names = readdirSync(folder);
  const [entry, ...others] = names.filter((name) => name.endsWith(".js"));
  if (entry === undefined || others.length > 0)
    throw new Error(`${folder} holds no single entry: ${names.join(", ")}.`);
  return { folder, modules: [entry, ...names.filter((name) => /\.(?:txt|wasm)$/.test(name))], compatibilityDate };
}
