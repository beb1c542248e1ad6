/** `npm run bench -- stalls`: the cost of a stall of D1, and of waiting for D1 without one (docs/benchmark.md#stalls). */
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "../bundle.ts";
import { cpuMsOf, forgetPeakOf, memoryOf, workerdChild } from "../process.ts";
import { seed } from "../seed.ts";
import { serve } from "../server.ts";

export const stallsUsage = "Usage: npm run bench -- stalls [--rounds N]";

/** Requests at once. */
const crowd = 200;

/** Crowds of reads ahead of the first stall: any requests make a process grow at first. */
const warmUps = 10;

/** Batches of a measurement. */
const batches = 20_000;

/** The time after which late work is done, in milliseconds. */
const settlingMs = 1_000;

/** Short, to keep a round short. */
const deadlineMs = 1_000;

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

/** A Worker, as this benchmark asks it. */
interface Client {
  readonly pid: number;
  readonly send: (method: string, path: string, body?: object) => Promise<number>;
}

/** Sends 200 requests at once: reads, and creations with a password to be hashed. @returns their statuses, and the time of the slowest */
async function sendCrowd({ send }: Client, round: number) {
  const started = performance.now();
  const statuses = await Promise.all(
    Array.from({ length: crowd }, (_, index) =>
      index % 2 === 0
        ? send("GET", "/v1/users/nobody")
        : send("POST", "/v1/users", { userId: `stall${round}x${index}`, password: "correct horse battery staple" }),
    ),
  );
  return { statuses: new Set(statuses), longestMs: performance.now() - started };
}

const readAll = ({ send }: Client) => Promise.all(Array.from({ length: crowd }, () => send("GET", "/v1/users/nobody")));

/** @returns the resident memory before some work, and its peak during the work */
async function residentWhile(pid: number, work: () => Promise<unknown>): Promise<string> {
  forgetPeakOf(pid);
  const before = memoryOf(pid, "VmRSS");
  await work();
  return `resident ${megabytes(before)} before, ${megabytes(memoryOf(pid, "VmHWM"))} at most`;
}

/** Causes one stall, and prints its cost. @throws Error where a request was not refused */
async function stall(client: Client, round: number, note: (line: string) => void): Promise<void> {
  const { pid, send } = client;
  await send("GET", "/bench/silent");
  const cpuBefore = cpuMsOf(pid);
  let [longest, cpu] = [0, 0];
  const resident = await residentWhile(pid, async () => {
    const { longestMs, statuses } = await sendCrowd(client, round);
    if (statuses.size !== 1 || !statuses.has(503))
      throw new Error(`Not all were refused: ${[...statuses].join(", ")}.`);
    [longest, cpu] = [longestMs, cpuMsOf(pid) - cpuBefore];
  });
  await send("GET", "/bench/back");
  // The breaker lets one through after two fifths of the deadline.
  for (let status = 503; status === 503;) status = await send("GET", "/v1/users/nobody");
  await wait(settlingMs);
  note(
    `round ${round}: ${crowd} requests in a stall: ${resident}; the last was answered after ${(longest / 1_000).toFixed(1)} s ` +
      `(deadline ${deadlineMs / 1_000} s), and all took ${cpu.toFixed(0)} ms of CPU`,
  );
}

/** The CPU time of a batch, in microseconds. */
async function batchCost({ pid, send }: Client, way: "direct" | "sender"): Promise<number> {
  const before = cpuMsOf(pid);
  await send("GET", `/bench/${way}/${batches}`);
  return ((cpuMsOf(pid) - before) * 1_000) / batches;
}

const median = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;

/**
 * Measures stalls, and batches without one.
 * @param bindings of the Worker
 * @param folder for bundle and state; the caller removes it
 * @param note prints a line
 */
export async function benchStalls(
  rounds: number,
  bindings: Readonly<Record<string, string>>,
  folder: string,
  note: (line: string) => void,
): Promise<void> {
  const bundle = build("bench/stalls/wrangler.toml", join(folder, "stalls"), true);
  const state = join(folder, "state-stalls");
  const seeding = await serve({ state });
  try {
    await seed(seeding.database, 0, () => undefined);
  } finally {
    await seeding.close();
  }
  const { close, origin } = await serve({
    state,
    bundle,
    // The breaker writes lines during a stall, which would bury the figures.
    quiet: true,
    bindings: { ...bindings, D1_DEADLINE_MS: String(deadlineMs) },
  });
  const headers = { "x-appwrite-project": bindings["PROJECT_ID"] ?? "", "x-appwrite-key": bindings["API_KEY"] ?? "" };
  const client: Client = {
    pid: workerdChild(),
    async send(method, path, body) {
      const json = body !== undefined && { body: JSON.stringify(body) };
      const response = await fetch(origin + path, {
        method,
        headers: { ...headers, "content-type": "application/json" },
        ...json,
      });
      await response.arrayBuffer();
      return response.status;
    },
  };
  try {
    const { statuses } = await sendCrowd(client, 0);
    if (statuses.has(503)) throw new Error("D1 stalls without being told to.");
    for (let index = 0; index < warmUps; index++) await readAll(client);
    for (let round = 1; round <= rounds; round++) {
      note(`round ${round}: ${crowd} reads without a stall: ${await residentWhile(client.pid, () => readAll(client))}`);
      await stall(client, round, note);
    }
    const ways = { direct: [] as number[], sender: [] as number[] };
    for (let round = 0; round <= rounds; round++) {
      for (const way of ["direct", "sender"] as const) {
        const cost = await batchCost(client, way);
        // The first round warms up the compiler.
        if (round > 0) ways[way].push(cost);
      }
    }
    const [direct, sender] = [median(ways.direct), median(ways.sender)];
    note(
      `a batch of one statement: ${sender.toFixed(1)} µs of CPU by the sender, ${direct.toFixed(1)} µs without, ` +
        `so that the sender takes ${(sender - direct).toFixed(1)} µs`,
    );
  } finally {
    await close();
  }
}
