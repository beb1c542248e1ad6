/** Runs the project's own tools on the project's own Node, whichever Node and directory the caller has. */
import "./wrangler-variables.ts";
import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";

export const root = join(import.meta.dirname, "..");

/** Variables of the environment, beside those of this process. */
export type Variables = Readonly<Record<string, string>>;

const environment = (variables: Variables) => ({
  ...process.env,
  ...variables,
  PATH: `${join(root, "node_modules/.bin")}${delimiter}${process.env["PATH"] ?? ""}`,
});

/** @returns whether the tool succeeded; its output goes to the terminal */
export function runTool(command: string, args: readonly string[], variables: Variables = {}): boolean {
  const { error, status } = spawnSync(command, args, {
    cwd: root,
    env: environment(variables),
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (error !== undefined) throw error;
  return status === 0;
}

export interface Answer {
  readonly succeeded: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** The largest output of a tool, in bytes: the list of a thousand keys has a few hundred thousand. */
const answerMax = 64 * 1024 ** 2;

/** Runs a tool without output on the terminal. @returns its output */
export function askTool(command: string, args: readonly string[], variables: Variables = {}): Answer {
  const { error, status, stderr, stdout } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    env: environment(variables),
    maxBuffer: answerMax,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (error !== undefined) throw error;
  return { succeeded: status === 0, stdout, stderr };
}
