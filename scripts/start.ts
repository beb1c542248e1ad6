/**
 * `npm start`: secrets, a migrated local database and the Worker on this machine, and what an SDK needs to talk to it.
 * Leaves no process behind, however it ends.
 */
import { once } from "node:events";
import { readFileSync, watchFile, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEnv } from "node:util";
import "./quiet.ts";
import { completeDevVars, missingSecrets } from "./start/dev-vars.ts";
import { type Options, parseOptions, usage } from "./start/options.ts";
import { ProcessGroup } from "./start/process-group.ts";
import { localConfig, unknownNames, webhookError } from "./wrangler-config/local.ts";
import { parseWranglerToml, type WranglerConfig } from "./wrangler-config/parse.ts";

const root = join(import.meta.dirname, "..");
const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");
const configFile = join(root, "wrangler.toml");
const devVarsFile = join(root, ".dev.vars");
/** Beside wrangler.toml, so that the paths in it hold, and beside `.dev.vars`, which wrangler looks for next to it. */
const localConfigFile = join(root, "wrangler.local.json");
const host = "127.0.0.1";

/** A slow machine needs some 10 s. */
const readyWithinMs = 60_000;
/** wrangler answers 503 while it loads the Worker; a Worker that refuses its configuration never stops. */
const serverErrorsMax = 5;
const pollMs = 200;

/** What stops `npm start` in one sentence. */
class Refusal extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What runs at the moment. */
let running: ProcessGroup | undefined;
/** Aborted when this process is to end. */
const ending = new AbortController();

/** Ctrl-C arrives twice, from the terminal and from npm: the second signal changes nothing. */
async function stop(signal: NodeJS.Signals): Promise<void> {
  if (ending.signal.aborted) return;
  ending.abort();
  await running?.end(signal);
  process.exit(0);
}

/** The parent of a process, where the system tells (Linux). */
function parentOf(pid: number): string | undefined {
  try {
    // "pid (name) state ppid …", and the name may hold anything.
    return / \S (\d+) [^)]*$/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}

/** npm may die without passing the signal on, and so may the shell it starts scripts with: then nobody else would stop this. */
function stopWithParents(): void {
  const parents = () => `${process.ppid} ${parentOf(process.ppid) ?? ""}`;
  const atFirst = parents();
  setInterval(() => {
    if (parents() !== atFirst) void stop("SIGTERM");
  }, pollMs).unref();
}

function run(args: readonly string[]): ProcessGroup {
  running = new ProcessGroup([wrangler, ...args, "--config", localConfigFile]);
  return running;
}

async function assertPortIsFree(port: number): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen({ host, port, exclusive: true }), "listening");
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    throw new Refusal(
      `Port ${port} ${isTaken ? "is taken" : "may not be used"}. Choose another: npm start -- --port PORT`,
    );
  }
  server.close();
  await once(server, "close");
}

/** The text of `.dev.vars`, "" where there is none. */
function readDevVars(): string {
  try {
    return readFileSync(devVarsFile, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

/** Makes the secrets that are missing. Only a start may: what is stored cannot be read with a new SECRET_KEY. */
function makeSecrets(): void {
  const text = readDevVars();
  const completed = completeDevVars(text);
  if (completed !== text) writeFileSync(devVarsFile, completed, { mode: 0o600 });
}

/** The settings of the local Worker. */
interface Settings {
  readonly config: WranglerConfig;
  readonly devVars: NodeJS.Dict<string>;
}

/**
 * Writes the configuration that wrangler runs with.
 * @throws Refusal when wrangler.toml cannot be read, secrets are missing, or a webhook is set by halves
 */
function configure(): Settings {
  const deployed = parseWranglerToml(readFileSync(configFile, "utf8"));
  if (!deployed.ok) throw new Refusal(`wrangler.toml cannot be read: ${deployed.error}`);
  const text = readDevVars();
  const missing = missingSecrets(text);
  if (missing.length > 0) throw new Refusal(`.dev.vars lacks ${missing.join(" and ")}.`);
  const devVars = parseEnv(text);
  const wrong = webhookError(deployed.value, devVars);
  if (wrong !== undefined) throw new Refusal(wrong);
  const config = localConfig(deployed.value, devVars);
  writeFileSync(localConfigFile, `${JSON.stringify(config, null, 2)}\n`);
  for (const name of unknownNames(devVars)) console.error(`.dev.vars sets ${name}, which the Worker does not know.`);
  return { config, devVars };
}

/** Configures anew when its sources are edited: wrangler itself watches only what is written here. */
function reconfigureOnEdit(): void {
  for (const file of [configFile, devVarsFile]) {
    watchFile(file, { interval: pollMs, persistent: false }, () => {
      try {
        configure();
      } catch (error) {
        console.error(error instanceof Refusal ? `${error.message} The configuration that runs stays.` : error);
      }
    });
  }
}

/** The project that wrangler.toml names, unless `.dev.vars` names another. */
function projectIdOf({ config, devVars }: Settings): string {
  const projectId = devVars["PROJECT_ID"] ?? config.vars["PROJECT_ID"];
  if (typeof projectId !== "string") throw new Refusal('wrangler.toml must set PROJECT_ID = "…" under [vars].');
  return projectId;
}

async function migrate({ persistTo }: Options): Promise<void> {
  const migration = run(["d1", "migrations", "apply", "DB", "--local", "--persist-to", persistTo]);
  if ((await migration.ended) !== 0 && !ending.signal.aborted) {
    throw new Refusal(`The local database in ${persistTo} could not be migrated:\n${migration.output}`);
  }
}

/** @returns the status and body of the answer; undefined when there is none yet */
async function ask(endpoint: string, projectId: string): Promise<{ status: number; body: string } | undefined> {
  try {
    const headers = { "x-appwrite-project": projectId };
    const response = await fetch(`${endpoint}/health/version`, { headers, signal: AbortSignal.timeout(5_000) });
    return { status: response.status, body: await response.text() };
  } catch {
    return undefined;
  }
}

/** @returns true, once the Worker answers */
async function waitUntilReady(server: ProcessGroup, endpoint: string, projectId: string): Promise<true> {
  const deadline = performance.now() + readyWithinMs;
  let serverErrors = 0;
  for (;;) {
    const answer = await ask(endpoint, projectId);
    if (answer !== undefined && answer.status < 500) return true;
    if (answer !== undefined && ++serverErrors > serverErrorsMax) {
      throw new Refusal(`The Worker answers ${answer.status}: ${answer.body.trim()}`);
    }
    // wrangler stays, waiting for an edit, when the Worker does not build.
    if (answer === undefined && server.output.includes("[ERROR]")) {
      throw new Refusal(`The Worker does not start:\n${server.output}`);
    }
    if (performance.now() > deadline) {
      throw new Refusal(`The Worker does not answer after ${readyWithinMs / 1_000} s:\n${server.output}`);
    }
    await sleep(pollMs);
  }
}

function greeting(endpoint: string, projectId: string, key: string): string {
  return `
Rollcall is ready.

  endpoint  ${endpoint}
  project   ${projectId}
  key       ${key}

To try it, paste this into a file such as try.mjs in a folder of its own, after \`npm install node-appwrite\`, and run it with node:

  import { Client, Users } from "node-appwrite";
  const client = new Client().setEndpoint("${endpoint}").setProject("${projectId}");
  client.setKey("${key}");
  const { total } = await new Users(client).list();
  console.log(total, "users");

Ctrl-C stops it.
`;
}

/** What the Worker said of its configuration when it began (src/worker.ts), if it has yet: later it is echoed. */
const noticesIn = (output: string): readonly string[] =>
  Array.from(output.matchAll(/^(?:MESSAGES_OUTBOX|RATE_LIMITS): .*$/gm), ([line]) => line);

/** wrangler compares its types with the local configuration, which is made anew with each start. */
const typesNotice = /^.*Your types might be out of date.*\n?/gm;

async function serve({ port, persistTo }: Options, settings: Settings): Promise<void> {
  const projectId = projectIdOf(settings);
  const endpoint = `http://${host}:${port}/v1`;
  const address = ["--local", "--ip", host, "--port", String(port), "--inspector-port", "0"];
  const server = run(["dev", ...address, "--persist-to", persistTo, "--show-interactive-dev-session=false"]);
  const isReady = await Promise.race([server.ended.then(() => false), waitUntilReady(server, endpoint, projectId)]);
  if (isReady) {
    console.log(greeting(endpoint, projectId, settings.devVars["API_KEY"] ?? ""));
    for (const line of noticesIn(server.output)) console.log(line);
    server.echo(typesNotice);
    reconfigureOnEdit();
  }
  const code = await server.ended;
  if (!ending.signal.aborted) {
    throw new Refusal(`wrangler dev has ended (${code ?? "killed"}). Its last output:\n${server.output}`);
  }
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (!options.ok) throw new Refusal(`${options.error} ${usage}`, 2);
  process.chdir(root);
  await assertPortIsFree(options.value.port);
  makeSecrets();
  const settings = configure();
  await migrate(options.value);
  if (!ending.signal.aborted) await serve(options.value, settings);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(signal));
process.stdout.on("error", () => void stop("SIGTERM"));
stopWithParents();

try {
  await main();
} catch (error) {
  if (!ending.signal.aborted) {
    ending.abort();
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = error instanceof Refusal ? error.exitCode : 1;
    await running?.end("SIGTERM");
    process.exit();
  }
}
