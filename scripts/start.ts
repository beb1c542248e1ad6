/**
 * `npm start`: makes secrets, migrates the local database, runs the Worker with its crons on this machine, and prints the settings
 * for an SDK. With `--run`, runs one job instead. Leaves no process behind, however it ends.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import "./wrangler-variables.ts";
import { makeLinkToken } from "../src/http/console-link.ts";
import { schedule } from "../src/jobs/schedule.ts";
import { assertPortIsFree, findFreePort, listenOn, originHere, originsElsewhere } from "./start/addresses.ts";
import { runCrons, trigger } from "./start/clock.ts";
import { consoleLine, greeting, isShown, noticesIn } from "./start/greeting.ts";
import { findHolder, takeLock } from "./start/lock.ts";
import { assertSecretIsKnown } from "./start/lost-secret.ts";
import { answerHelp } from "./help.ts";
import { isMigrated } from "./start/migrated.ts";
import { type Options, parseOptions, usage } from "./start/options.ts";
import { ProcessGroup } from "./start/process-group.ts";
import { Refusal } from "./start/refusal.ts";
import {
  configure,
  localConfigFile,
  makeSecrets,
  reconfigureOnEdit,
  sealingSecrets,
  type Settings,
} from "./start/settings.ts";
import { root } from "./tool.ts";

const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");
const migrationScript = join(root, "scripts/start/migrate.ts");

/** A slow machine needs some 10 s. */
const readyWithinMs = 60_000;
/** wrangler answers 503 while it loads the Worker; a Worker that refuses its configuration never stops. */
const serverErrorsMax = 5;
const pollMs = 200;

/** The running processes. */
let running: ProcessGroup | undefined;
/** Aborted when this process has to end. */
const ending = new AbortController();

/** Ctrl-C arrives twice, from the terminal and from npm: the second signal changes nothing. */
async function stop(signal: NodeJS.Signals): Promise<void> {
  if (ending.signal.aborted) return;
  ending.abort();
  await running?.end(signal);
  process.exit(0);
}

/** The parent of a process, on systems that show it (Linux). */
function parentOf(pid: number): string | undefined {
  try {
    // "pid (name) state ppid …", and the name may hold anything.
    return / \S (\d+) [^)]*$/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}

/**
 * npm may die without passing the signal on, and so may the shell it starts scripts with: then this process must end by
 * itself.
 */
function stopWithParents(): void {
  const parents = () => `${process.ppid} ${parentOf(process.ppid) ?? ""}`;
  const atFirst = parents();
  setInterval(() => {
    if (parents() !== atFirst) void stop("SIGTERM");
  }, pollMs).unref();
}

function run(script: string, ...args: readonly string[]): ProcessGroup {
  running = new ProcessGroup([script, ...args]);
  return running;
}

async function migrate({ persistTo }: Options, { databaseId }: Settings): Promise<void> {
  if (await isMigrated(persistTo, databaseId)) return;
  console.log("Migrating the local database…");
  const migration = run(migrationScript, localConfigFile, persistTo);
  if ((await migration.ended) !== 0 && !ending.signal.aborted) {
    throw new Refusal(`The local database in ${persistTo} could not be migrated: ${migration.output}`);
  }
}

/** @returns the status and body of the answer; undefined when there is none yet */
async function ask(origin: string): Promise<{ status: number; body: string } | undefined> {
  try {
    const response = await fetch(`${origin}/v1/health/version`, { signal: AbortSignal.timeout(5_000) });
    return { status: response.status, body: await response.text() };
  } catch {
    return undefined;
  }
}

/** @returns true, once the Worker answers */
async function waitUntilReady(server: ProcessGroup, origin: string): Promise<true> {
  const deadline = performance.now() + readyWithinMs;
  let serverErrors = 0;
  for (;;) {
    const answer = await ask(origin);
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

/** Starts the Worker. @returns its processes, once it answers; null: it ended before that */
async function startWorker({ persistTo, ...place }: Options): Promise<ProcessGroup | null> {
  console.log("Starting the Worker…");
  const address = ["--local", "--ip", listenOn(place), "--port", String(place.port), "--inspector-port", "0"];
  const server = run(
    wrangler,
    "dev",
    ...address,
    "--persist-to",
    persistTo,
    "--show-interactive-dev-session=false",
    "--config",
    localConfigFile,
  );
  const isReady = await Promise.race([server.ended.then(() => false), waitUntilReady(server, originHere(place))]);
  return isReady ? server : null;
}

async function serve(options: Options, settings: Settings): Promise<void> {
  const { apiKey: key, hasConsole, projectId, publicOrigin, secretKeys } = settings;
  const origin = originHere(options);
  const server = await startWorker(options);
  if (server !== null) {
    const [place, addresses] = publicOrigin === null ? [origin, originsElsewhere(options)] : [publicOrigin, []];
    const link = () => `/console/link?token=${makeLinkToken(secretKeys, Date.now())}`;
    const pages = hasConsole ? consoleLine(origin, publicOrigin, link) : null;
    console.log(greeting({ endpoint: `${place}/v1`, addresses, projectId, key, console: pages }));
    for (const line of noticesIn(server.output)) console.log(line);
    server.echo(isShown);
    reconfigureOnEdit();
    void runCrons(origin, Object.values(schedule), ending.signal);
  }
  const code = await running?.ended;
  if (!ending.signal.aborted) {
    throw new Refusal(`wrangler dev has ended (${code ?? "killed"}). Its last output:\n${running?.output ?? ""}`);
  }
}

/** Runs a job in the Worker that serves the state, or in one of its own. */
async function runJob(job: string, options: Options): Promise<void> {
  const holder = findHolder(options.persistTo);
  if (holder === null) {
    const place = { ...options, host: "localhost", port: await findFreePort() };
    await prepare(place);
    if ((await startWorker(place)) === null) throw new Refusal(`The Worker has ended:\n${running?.output ?? ""}`);
    running?.echo((line) => line.startsWith(`${job} `) || line.includes("rror"));
    await report(job, originHere(place));
    // Wait for wrangler to pass on the last lines of the Worker.
    await sleep(pollMs);
    await running?.end("SIGTERM");
  } else {
    await report(job, holder.origin);
  }
}

/** @throws Refusal where the job fails */
async function report(job: string, origin: string): Promise<void> {
  const done = await trigger(origin, job, Date.now());
  if (!done.ok) throw new Refusal(`The job ${job} failed: ${done.error} The lines of the Worker say why.`);
  console.log(`The job ${job} has run.`);
}

/** Locks the state, and makes missing secrets and a missing database. */
async function prepare(options: Options): Promise<Settings> {
  takeLock(options.persistTo, originHere(options));
  await assertPortIsFree(options);
  await assertSecretIsKnown(options.persistTo, sealingSecrets());
  makeSecrets();
  const settings = configure();
  await migrate(options, settings);
  return settings;
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  answerHelp(args, usage);
  const options = parseOptions(args);
  if (!options.ok) throw new Refusal(`${options.error} ${usage}`, 2);
  process.chdir(root);
  if (options.value.run !== null) {
    await runJob(options.value.run, options.value);
    process.exit();
  }
  const settings = await prepare(options.value);
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
