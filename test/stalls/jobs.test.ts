/**
 * The outcome of jobs when D1 fails one of their batches: no work is lost, and repeated sends have the same id
 * (docs/spec/stalls.md#jobs). The tests control the timers, so that no test waits.
 */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import documented from "../../docs/spec/stalls.md?raw";
import { cronLimits, deliverEvents } from "../../src/flows/events/deliver.ts";
import { parseConfig } from "../../src/http/config.ts";
import { retryMessages } from "../../src/jobs/retry-messages.ts";
import { sweep } from "../../src/jobs/sweep.ts";
import { type Binding, Database } from "../../src/storage/database.ts";
import { backgroundSender } from "../../src/storage/sender.ts";
import { createPerson, guest } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { noon } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { passOn, serve } from "../harness/recorder.ts";
import { createWebhook, type Endpoint, newUser, playEndpoint } from "../webhooks/endpoint.ts";
import { isSilent, sendWith } from "./fault.ts";
import { afterLease, atOnce, type Fault, faults, jobCells, jobOutcomes, late, next, tablesOf, twice } from "./table.ts";

const hook = {
  MESSAGES_OUTBOX: "off",
  MESSAGES_WEBHOOK_URL: "https://app.example/messages",
  MESSAGES_WEBHOOK_SECRET: "0123456789abcdef".repeat(4),
};
const parsed = parseConfig({ ...env, ...hook, D1_DEADLINE_MS: "5000" });
if (!parsed.ok) throw new Error(parsed.error);
const config = parsed.value;

let endpoint: Endpoint;
beforeEach(() => {
  endpoint = playEndpoint();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  holdTimers();
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  for (const table of ["webhooks", "messages", "sessions"]) await rows(`DELETE FROM ${table}`);
});

const holdTimers = () => vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: noon });

/** A batch of a job. */
interface Job {
  /** The place of the batch in a run. */
  readonly batch: number;
  /** The batch is retried even after a timeout. */
  readonly isRepeatable?: boolean;
  /** The factor of its deadline. */
  readonly patience?: number;
  /** Creates its work. */
  readonly prepare: () => Promise<unknown>;
  readonly run: (db: Database) => Promise<unknown>;
  /** The number of times that the work was done. */
  readonly count: () => Promise<number> | number;
}

const deliveries = () => {
  // Repeated sends are recognized by the id.
  expect(new Set(endpoint.received.map(({ id }) => id)).size).toBeLessThanOrEqual(1);
  return endpoint.received.length;
};

const messages = {
  async prepare() {
    const { email } = await createPerson();
    endpoint.answer = () => new Response(null, { status: 503 });
    const app = serve(passOn, { bindings: hook });
    const body = { email, url: "http://localhost/reset" };
    expect((await call("POST", "/account/recovery", { ...guest(), body, fetch: app })).status).toBe(201);
    endpoint.answer = () => new Response(null, { status: 204 });
    endpoint.received.length = 0;
    // Moves the clock to the next due time of the message.
    vi.setSystemTime(noon + 60_000);
  },
  run: (db: Database) => retryMessages(config, db, Date.now()),
  count: deliveries,
};

const events = {
  async prepare() {
    await createWebhook("crm", ["users.*.create"]);
    await newUser();
  },
  run: (db: Database) => deliverEvents(config, db, cronLimits),
  count: deliveries,
};

const jobs: Readonly<Record<keyof typeof jobOutcomes, Job>> = {
  "take due messages": { ...messages, batch: 0 },
  "write the outcome of a message": { ...messages, batch: 2, isRepeatable: true },
  "take webhooks that have events": { ...events, batch: 0 },
  "write the outcome of a webhook, and end its lease": { ...events, batch: 3, isRepeatable: true },
  sweep: {
    batch: 0,
    patience: 4,
    async prepare() {
      await newUser();
      await rows(
        `INSERT INTO sessions (id, created_at, updated_at, user_seq, digest, provider, provider_uid, expire, factors)
         SELECT 'ended', 0, 0, seq, 'ended', 'email', '', 1, '[]' FROM users LIMIT 1`,
      );
    },
    run: (db) => sweep(db, Date.now(), null),
    count: async () => 1 - (await rows("SELECT 1 FROM sessions WHERE id = 'ended'")).length,
  },
};

/** Runs a job while D1 fails one of its batches. */
async function stall(
  { batch, isRepeatable = false, patience = 1, run }: Job,
  fault: Fault,
): Promise<() => Promise<void>> {
  const [reached, released] = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
  let batches = 0;
  const db: Binding = {
    prepare: (query) => env.DB.prepare(query),
    batch<T>(statements: D1PreparedStatement[]) {
      const at = batches - batch;
      batches += 1;
      if (at === 0) reached.resolve(null);
      return sendWith(fault, at, () => env.DB.batch<T>(statements), released.promise);
    },
  };
  const kept: Promise<unknown>[] = [];
  const sender = backgroundSender({ db, deadline: 5_000 }, (work) => void kept.push(work), patience);
  const running = run(new Database(sender)).catch((error: unknown) => error);
  await reached.promise;
  await scheduler.wait(2);
  const deadline = 5_000 * patience;
  await vi.advanceTimersByTimeAsync(isSilent(fault) ? (isRepeatable ? deadline / 2 : deadline) + 10 : 250 * patience);
  await running;
  return async () => {
    released.resolve(null);
    await Promise.all(kept);
  };
}

/** How often the work was done after the run, when D1 was back, after the next run, and after one beyond the lease. */
const doneBy: Readonly<Record<(typeof jobOutcomes)[keyof typeof jobOutcomes][number], readonly number[]>> = {
  [atOnce]: [1, 1, 1, 1],
  [late]: [0, 1, 1, 1],
  [next]: [0, 0, 1, 1],
  [afterLease]: [0, 0, 0, 1],
  [twice]: [1, 1, 1, 2],
};

const outcomes = Object.entries(jobOutcomes).flatMap(([job, row]) =>
  faults.flatMap((fault, index) =>
    row.slice(index, index + 1).map((outcome) => [job as keyof typeof jobOutcomes, fault, outcome] as const),
  ),
);

describe("A job", () => {
  test.each(outcomes)("that is to %s is done as documented when D1 is %s: %s", async (name, fault, outcome) => {
    const job = jobs[name];
    await job.prepare();
    const begun = Date.now();
    const release = await stall(job, fault);
    if (fault === "committed after 80 s") vi.setSystemTime(begun + 80_000);
    const counts = [await job.count()];
    await release();
    counts.push(await job.count());
    for (const time of [Date.now(), begun + 3 * 60_000]) {
      vi.setSystemTime(time);
      await job.run(new Database(env.DB));
      counts.push(await job.count());
    }
    expect(counts).toEqual(doneBy[outcome]);
  });

  test("has its table in docs/spec/stalls.md", () => {
    expect(tablesOf(documented)[1]).toEqual(jobCells);
  });
});
