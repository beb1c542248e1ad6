/** `npm run bench -- import`: the cost of importing users into tables of several sizes (docs/benchmark.md#imports). */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, writeSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { build, type Bundle } from "../bundle.ts";
import { wholeNumber } from "../options.ts";
import { describeProfile, takeProfile } from "../profile.ts";
import { seed } from "../seed.ts";
import { peakBytesOf, serve, type Server } from "../server.ts";

export interface ImportBench {
  /** Users in the database before each measurement. */
  readonly sizes: readonly number[];
  /** Users that are imported. */
  readonly users: number;
  /** Rows of a request. */
  readonly chunk: number;
  readonly concurrency: number;
  /** Imports a file with `npm run import`, and measures that command too. */
  readonly command: boolean;
  /** Takes a CPU profile of the first size. */
  readonly profile: boolean;
}

export const importsUsage =
  "Usage: npm run bench -- import [--sizes N,N] [--users N] [--chunk N] [--concurrency N] [--command] [--profile]";

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;

/** @param args the arguments after `npm run bench -- import` */
export function parseImports(args: readonly string[]): Result<ImportBench> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { sizes: text, users: text, chunk: text, concurrency: text, command: flag, profile: flag },
    });
    return ok({
      sizes: (values.sizes ?? "0,100000").split(",").map((size) => wholeNumber("sizes", size, 0, 3_000_000)),
      users: wholeNumber("users", values.users ?? "20000", 1, 1_000_000),
      chunk: wholeNumber("chunk", values.chunk ?? "500", 1, 1_000),
      concurrency: wholeNumber("concurrency", values.concurrency ?? "4", 1, 64),
      command: values.command,
      profile: values.profile,
    });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/** A user as exports have them: with a hash, every other one with a phone, one in ten with a label. */
const rowOf = (number: number): string =>
  JSON.stringify({
    row: number,
    $id: `import${String(number).padStart(9, "0")}`,
    name: `Ada Lovelace ${number}`,
    email: `ada.${number}@import.example`,
    emailVerification: number % 3 === 0,
    ...(number % 2 === 0 && { phone: `+49152${String(number).padStart(8, "0")}` }),
    password: "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
    ...(number % 10 === 0 && { labels: ["vip"] }),
    prefs: { theme: "dark" },
    registration: new Date(1_700_000_000_000 + number).toISOString(),
  });

interface Figures {
  readonly users: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Sends all rows, some requests at a time. @throws Error where a row is not created */
async function importAll(
  { origin, cpuSeconds }: Server,
  headers: Readonly<Record<string, string>>,
  { chunk, concurrency, users }: ImportBench,
  query: string,
): Promise<Figures> {
  const [started, before] = [performance.now(), cpuSeconds()];
  let next = 1;
  const work = async (): Promise<void> => {
    while (next <= users) {
      const first = next;
      const count = Math.min(chunk, users - first + 1);
      next += count;
      const body = Array.from({ length: count }, (_, index) => rowOf(first + index)).join("\n");
      const response = await fetch(`${origin}/v1/users/import?${query}`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/x-ndjson" },
        body,
      });
      const answer = await response.text();
      if (!answer.includes(`"created":${count},`)) throw new Error(`${response.status} ${answer.slice(0, 500)}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { users, seconds: (performance.now() - started) / 1000, cpuSeconds: cpuSeconds() - before };
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/** Reads all users, page by page. @returns their number, and the cost */
async function exportAll({ cpuSeconds, origin }: Server, headers: Readonly<Record<string, string>>): Promise<Figures> {
  const [started, before] = [performance.now(), cpuSeconds()];
  let users = 0;
  for (let after: string | undefined = "0"; after !== undefined;) {
    const response: Response = await fetch(`${origin}/v1/users/export?after=${after}`, { headers });
    const page = (await response.text()).trimEnd();
    if (response.status !== 200) throw new Error(`${response.status} ${page.slice(0, 500)}`);
    users += page.split("\n").length - 1;
    after = /\{"next":(\d+)\}$/.exec(page)?.[1];
  }
  return { users, seconds: (performance.now() - started) / 1000, cpuSeconds: cpuSeconds() - before };
}

/** Imports a file with the command. @returns the cost for the server, and the peak memory of the command */
async function importByCommand(
  { cpuSeconds, origin }: Server,
  key: string,
  { concurrency, users }: ImportBench,
  folder: string,
): Promise<Figures & { readonly peakBytes: number }> {
  const file = join(folder, "users.ndjson");
  const output = openSync(file, "w");
  for (let number = 1; number <= users; number += 1) writeSync(output, `${rowOf(number)}\n`);
  closeSync(output);
  const [started, before] = [performance.now(), cpuSeconds()];
  const args = ["scripts/import.ts", file, "--endpoint", origin, "--concurrency", String(concurrency)];
  const child = spawn(process.execPath, args, { env: { ...process.env, ROLLCALL_KEY: key }, stdio: "ignore" });
  const ended = once(child, "close");
  let peakBytes = 0;
  const watch = setInterval(() => {
    if (child.pid !== undefined && child.exitCode === null) peakBytes = Math.max(peakBytes, peakBytesOf(child.pid));
  }, 100);
  await ended;
  clearInterval(watch);
  if (child.exitCode !== 0) throw new Error(`npm run import ended with ${child.exitCode}.`);
  return { users, seconds: (performance.now() - started) / 1000, cpuSeconds: cpuSeconds() - before, peakBytes };
}

const lineOf = (name: string, { cpuSeconds, seconds, users }: Figures): string =>
  `${name}: ${(users / seconds).toFixed(0)} users/s, ${((cpuSeconds / users) * 1e6).toFixed(0)} µs of CPU a user`;

async function measure(
  size: number,
  options: ImportBench,
  bundle: Bundle,
  bindings: Readonly<Record<string, string>>,
  folder: string,
  note: (line: string) => void,
): Promise<void> {
  const state = join(folder, `state-${size}`);
  const seeding = await serve({ state });
  try {
    await seed(seeding.database, size, () => undefined);
  } finally {
    await seeding.close();
  }
  const server = await serve({ state, bundle, bindings, inspect: options.profile });
  const headers = { "x-appwrite-project": bindings["PROJECT_ID"] ?? "", "x-appwrite-key": bindings["API_KEY"] ?? "" };
  const run = (query: string) => importAll(server, headers, options, query);
  try {
    const rows = size.toLocaleString("en");
    if (options.command) {
      const taken = await importByCommand(server, bindings["API_KEY"] ?? "", options, folder);
      note(`${lineOf(`command beside ${rows} users`, taken)}, ${megabytes(taken.peakBytes)} of memory at most`);
      note(lineOf("export", await exportAll(server, headers)));
      note(`workerd: ${megabytes(server.peakBytes())} of memory at most`);
      return;
    }
    note(lineOf(`dry run beside ${rows} users`, await run("dryRun=true")));
    if (options.profile && server.inspector !== undefined) {
      const { profile } = await takeProfile(server.inspector, () => run("importId=bench"));
      note(`\n${describeProfile(profile, bundle, options.users, "user")}`);
    } else {
      note(lineOf(`import beside ${rows} users`, await run("importId=bench")));
      note(lineOf("export", await exportAll(server, headers)));
      note(`workerd: ${megabytes(server.peakBytes())} of memory at most`);
    }
  } finally {
    await server.close();
  }
}

/**
 * Measures imports, one size after the other, and prints a line for each.
 * @param bindings of the Worker
 * @param folder for bundle and state; the caller removes it
 * @param note prints a line of progress
 */
export async function benchImports(
  options: ImportBench,
  bindings: Readonly<Record<string, string>>,
  folder: string,
  note: (line: string) => void,
): Promise<void> {
  note(
    `${options.chunk} rows a request, ${options.concurrency} at a time, ${cpus().length} cores of ${cpus()[0]?.model}`,
  );
  const bundle = build("wrangler.toml", join(folder, "ours"), !options.profile);
  for (const size of options.profile ? options.sizes.slice(0, 1) : options.sizes) {
    await measure(size, options, bundle, bindings, folder, note);
  }
}
