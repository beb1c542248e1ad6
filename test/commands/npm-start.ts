/** `npm start` in a checkout, as a terminal runs it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { vi } from "vitest";
import type { Checkout } from "./checkout.ts";

/** Variables in which npm passes its folders to scripts: they would lead the npm of a test out of its checkout. */
const npmVariables = Object.keys(process.env).filter((name) => /^(?:npm_|INIT_CWD$)/i.test(name));

/** The environment of a terminal outside npm. */
export const terminal = { ...process.env, ...Object.fromEntries(npmVariables.map((name) => [name, undefined])) };

export interface Run {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Everything it has printed so far. */
  readonly output: () => string;
  readonly ended: Promise<unknown[]>;
}

/** Starts a command in a process group of its own: Ctrl-C in a terminal goes to all of the group. */
export function run(
  checkout: Checkout,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = terminal,
): Run {
  const child = spawn(command, args, {
    cwd: checkout.path,
    detached: true,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (child.pid === undefined) throw new Error(`${command} does not start.`);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  return { child, pid: child.pid, output: () => output, ended: once(child, "close") };
}

/** Listens on a free port of the loopback. */
export async function listenAnywhere(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  return { server, port: address.port };
}

export async function findFreePort(): Promise<number> {
  const { server, port } = await listenAnywhere();
  server.close();
  await once(server, "close");
  return port;
}

/** Where `npm start` of a checkout keeps its database. */
export const stateOf = (checkout: Checkout): string => join(checkout.path, "state");

/** An `npm start` that is about to serve. */
export interface Starting extends Run {
  readonly endpoint: string;
  /**
   * Settles once it has printed its greeting.
   * @throws Error with its output when it ends before that, or takes too long
   */
  readonly ready: () => Promise<void>;
}

/** Runs `npm start` on a free port. @param more further options. The caller ends it, also where it does not get ready. */
export async function npmStart(
  checkout: Checkout,
  more: readonly string[] = [],
  env: NodeJS.ProcessEnv = terminal,
): Promise<Starting> {
  const port = await findFreePort();
  const args = ["--port", String(port), "--persist-to", stateOf(checkout), ...more];
  const started = run(checkout, "npm", ["start", "--", ...args], env);
  const isReady = () => started.output().includes("Ctrl-C stops it.");
  const ready = async () => {
    await vi.waitUntil(() => isReady() || started.child.exitCode !== null, { timeout: 50_000, interval: 100 });
    if (!isReady()) throw new Error(started.output());
  };
  return { ...started, endpoint: `http://localhost:${port}/v1`, ready };
}
