/** Packages of exact versions that are installed when a test asks for them: clients that are too large for every `npm ci`. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { terminal } from "./npm-start.ts";

const execute = promisify(execFile);
const cache = join(import.meta.dirname, "../../node_modules/.cache/rollcall");

/**
 * Installs a package and its dependencies, without running its scripts. An earlier installation is reused.
 * @returns the folder that has it in its node_modules
 */
export async function installed(name: string, version: string): Promise<string> {
  const folder = join(cache, `${name.replace("/", "-")}-${version}`);
  const done = join(folder, "installed");
  if (existsSync(done)) return folder;
  // An interrupted installation is started again.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
  await execute("npm", ["install", ...options, `${name}@${version}`], { cwd: folder, env: terminal });
  writeFileSync(done, "");
  return folder;
}
