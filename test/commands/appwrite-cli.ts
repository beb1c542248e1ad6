/** Appwrite's command-line client, of an exact version, installed when a test asks for it: it brings 144 packages along. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { installed } from "./installed.ts";
import { terminal } from "./npm-start.ts";

const execute = promisify(execFile);

export interface AppwriteCli {
  /**
   * Runs `appwrite` with arguments, in an empty project and home folder of its own.
   * @returns its output
   * @throws Error with its output, when it fails
   */
  readonly appwrite: (...args: readonly string[]) => Promise<string>;
  readonly remove: () => void;
}

export async function installAppwriteCli(version: string): Promise<AppwriteCli> {
  const program = join(await installed("appwrite-cli", version), "node_modules/appwrite-cli/index.js");
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
