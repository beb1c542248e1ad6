/** `npm start` as a newcomer meets it: in a fresh checkout, stopped in every way there is. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type Checkout, copyCheckout } from "./checkout.ts";
import { familyOf, type Process, survivorsOf } from "./processes.ts";

let checkout: Checkout;
beforeAll(() => {
  checkout = copyCheckout();
});
afterAll(() => checkout.remove());

/** npm tells its scripts where they are by variables that would lead the npm of the test out of its checkout. */
const npmVariables = Object.keys(process.env).filter((name) => /^(?:npm_|INIT_CWD$)/i.test(name));
const env = { ...process.env, ...Object.fromEntries(npmVariables.map((name) => [name, undefined])) };

interface Run {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly output: () => string;
  readonly ended: Promise<unknown[]>;
}

let runs: Run[] = [];
/** What the runs had started when a test looked: the orphans that it may have made have no parent to find them by. */
let seen: Process[] = [];
afterEach(() => {
  const leftovers = [...runs.flatMap((run) => familyOf(run.pid)), ...survivorsOf(seen)];
  for (const pid of new Set(leftovers.map((process) => process.pid))) process.kill(pid, "SIGKILL");
  runs = [];
  seen = [];
});

function run(command: string, args: readonly string[]): Run {
  // In a group of its own, as a terminal runs it: Ctrl-C goes to all of the group.
  const child = spawn(command, args, { cwd: checkout.path, detached: true, env, stdio: ["ignore", "pipe", "pipe"] });
  if (child.pid === undefined) throw new Error(`${command} does not start.`);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const started: Run = { child, pid: child.pid, output: () => output, ended: once(child, "close") };
  runs.push(started);
  return started;
}

async function listenAnywhere(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  return { server, port: address.port };
}

async function findFreePort(): Promise<number> {
  const { server, port } = await listenAnywhere();
  server.close();
  await once(server, "close");
  return port;
}

const state = () => join(checkout.path, "state");

/** Starts on a free port and waits for the greeting. */
async function start(): Promise<Run & { readonly endpoint: string }> {
  const port = await findFreePort();
  const started = run("npm", ["start", "--", "--port", String(port), "--persist-to", state()]);
  const isReady = () => started.output().includes("Ctrl-C stops it.");
  await vi.waitUntil(() => isReady() || started.child.exitCode !== null, { timeout: 50_000, interval: 100 });
  if (!isReady()) throw new Error(started.output());
  return { ...started, endpoint: `http://127.0.0.1:${port}/v1` };
}

/** The script itself: npm starts it through a shell. */
function scriptOf({ pid }: Run): number {
  const script = familyOf(pid).find(({ command }) => command.startsWith("node scripts/start.ts"));
  if (script === undefined) throw new Error("npm start runs no script.");
  return script.pid;
}

/** Does something to a running `npm start` and asserts that all of its processes end. */
async function assertNothingSurvives(started: Run, act: () => void): Promise<void> {
  const family = familyOf(started.pid);
  seen.push(...family);
  const names = family.map(({ command }) => command).join("\n");
  for (const name of ["npm start", "wrangler", "workerd", "esbuild"]) expect(names).toContain(name);
  act();
  await vi.waitFor(() => expect(survivorsOf(family)).toEqual([]), { timeout: 10_000, interval: 100 });
}

test("makes secrets, serves and greets; the greeting's snippet runs; SIGTERM to npm ends it", async () => {
  const started = await start();
  const devVarsFile = join(checkout.path, ".dev.vars");
  const devVars = readFileSync(devVarsFile, "utf8");
  const [, key] =
    /^API_KEY=(standard_[0-9a-f]{256})\nSECRET_KEY=[0-9a-f]{64}\nMESSAGES_OUTBOX=on\n$/.exec(devVars) ?? [];
  expect(key).toBeDefined();
  expect(statSync(devVarsFile).mode & 0o777).toBe(0o600);

  const [, endpoint, project, printedKey, snippet] =
    /endpoint {2}(\S+)\n {2}project {3}(\S+)\n {2}key {7}(\S+)\n[^]*?((?:\n {2}.+){5})\n\nCtrl-C/.exec(
      started.output(),
    ) ?? [];
  expect({ endpoint, project, printedKey }).toEqual({
    endpoint: started.endpoint,
    project: "rollcall",
    printedKey: key,
  });

  const file = join(checkout.path, "try.mjs");
  writeFileSync(file, (snippet ?? "").replace('"node-appwrite"', '"node-appwrite-27"'));
  expect(execFileSync(process.execPath, [file], { encoding: "utf8" })).toBe("0 users\n");

  await assertNothingSurvives(started, () => started.child.kill("SIGTERM"));
  expect(readFileSync(devVarsFile, "utf8")).toBe(devVars);
});

test("says once that the limits are off", async () => {
  const file = join(checkout.path, "wrangler.toml");
  const configuration = readFileSync(file, "utf8");
  writeFileSync(file, configuration.replace('RATE_LIMITS = "1"', 'RATE_LIMITS = "off"'));
  const started = await start();
  await fetch(`${started.endpoint}/ping`);
  await vi.waitFor(() => expect(started.output()).toContain('"route":"/ping"'), { timeout: 10_000, interval: 100 });
  await assertNothingSurvives(started, () => started.child.kill("SIGTERM"));
  writeFileSync(file, configuration);
  expect(started.output().match(/^RATE_LIMITS: .*$/gm)).toEqual(["RATE_LIMITS: the limits are off."]);
});

describe("leaves no process behind", () => {
  test.each<[string, (started: Run) => void]>([
    ["on Ctrl-C", ({ pid }) => process.kill(-pid, "SIGINT")],
    ["on SIGTERM to the script", (started) => process.kill(scriptOf(started), "SIGTERM")],
    ["when npm is killed", ({ pid }) => process.kill(pid, "SIGKILL")],
  ])("%s", async (_, act) => {
    const started = await start();
    await assertNothingSurvives(started, () => act(started));
  });

  test("when wrangler crashes, and says so", async () => {
    const started = await start();
    const wrangler = familyOf(started.pid).find(({ command }) => command.includes("wrangler.js dev"));
    await assertNothingSurvives(started, () => process.kill(wrangler?.pid ?? 0, "SIGKILL"));
    expect(await started.ended).toEqual([1, null]);
    expect(started.output()).toContain("wrangler dev has ended (killed). Its last output:\n");
  });
});

describe("refuses in one line", () => {
  const refusalOf = async (args: readonly string[]) => {
    const started = run(process.execPath, ["scripts/start.ts", ...args]);
    const [exitCode] = await started.ended;
    return { exitCode, output: started.output() };
  };

  test("a port that is taken", async () => {
    const { server, port } = await listenAnywhere();
    expect(await refusalOf(["--port", String(port)])).toEqual({
      exitCode: 1,
      output: `Port ${port} is taken. Choose another: npm start -- --port PORT\n`,
    });
    server.close();
  });

  test("an option it does not know", async () => {
    expect(await refusalOf(["--prot", "8788"])).toEqual({
      exitCode: 2,
      output: "Unknown option --prot. Usage: npm start -- [--port PORT] [--persist-to DIR]\n",
    });
  });

  test("a secret that the Worker does not serve with", async () => {
    const file = join(checkout.path, ".dev.vars");
    const devVars = readFileSync(file, "utf8");
    writeFileSync(file, devVars.replace(/^SECRET_KEY=.*$/m, "SECRET_KEY=short"));
    const port = await findFreePort();
    const { exitCode, output } = await refusalOf(["--port", String(port), "--persist-to", state()]);
    writeFileSync(file, devVars);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^The Worker answers 500: .*SECRET_KEY.*\n/);
  });
});
