/** Appwrite's command-line client, of an exact version, installed when a test asks for it: it brings 144 packages along. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { terminal } from "./npm-start.ts";

const execute = promisify(execFile);

const version = "12.0.1";
const folder = join(import.meta.dirname, `../../node_modules/.cache/rollcall/appwrite-cli-${version}`);
const program = join(folder, "node_modules/appwrite-cli/index.js");

async function install(): Promise<void> {
  if (existsSync(program)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
  await execute("npm", ["install", ...options, `appwrite-cli@${version}`], { cwd: folder, env: terminal });
}

export interface AppwriteCli {
  /**
   * Runs `appwrite` with arguments, in an empty project and home folder of its own.
   * @returns what it prints
   * @throws Error with what it prints, when it fails
   */
  readonly appwrite: (...args: readonly string[]) => Promise<string>;
  readonly remove: () => void;
}

export async function installAppwriteCli(): Promise<AppwriteCli> {
  await install();
  const home = mkdtempSync(join(tmpdir(), "rollcall-cli-"));
  return {
    async appwrite(...args) {
      const env = { ...terminal, HOME: home, USERPROFILE: home, NO_COLOR: "1" };
      const { stderr, stdout } = await execute(process.execPath, [program, ...args], { cwd: home, env });
      return `${stdout}${stderr}`;
    },
    remove: () => rmSync(home, { recursive: true }),
  };
}
