/** Runs the project's own tools on the project's own Node, whichever Node and directory the caller has. */
import "./quiet.ts";
import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";

export const root = join(import.meta.dirname, "..");

/** @returns whether the tool found nothing to object to; what it says goes to the terminal */
export function runTool(command: string, args: readonly string[]): boolean {
  const path = `${join(root, "node_modules/.bin")}${delimiter}${process.env["PATH"] ?? ""}`;
  const { error, status } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, PATH: path },
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (error !== undefined) throw error;
  return status === 0;
}
