/** Messages whose first try failed: the cron retries them until they are sent, refused for good, or expired. */
import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import type { Config, Context } from "../../src/domain/context/index.ts";
import { prepareMessage, transportOf } from "../../src/domain/messages/index.ts";
import { parseConfig } from "../../src/http/config.ts";
import { retryMessages } from "../../src/jobs/retry-messages.ts";
import type { Message } from "../../src/lib/delivery/message.ts";
import { where } from "../../src/lib/sql/index.ts";
import { Database } from "../../src/storage/database.ts";
import { Sender } from "../../src/storage/sender.ts";
import { users } from "../../src/storage/schema/index.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { type Row, rows } from "../harness/database.ts";
import { playNetwork } from "./network.ts";

holdClock();
const network = playNetwork();

const minute = 60_000;
const secret = "0123456789abcdef".repeat(4);
const hook = {
  MESSAGES_OUTBOX: "off",
  MESSAGES_WEBHOOK_URL: "https://app.example/hook",
  MESSAGES_WEBHOOK_SECRET: secret,
};

function configOf(bindings: Readonly<Record<string, unknown>> = {}): Config {
  const config = parseConfig({ ...env, ...hook, ...bindings });
  if (!config.ok) throw new Error(config.error);
  return config.value;
}

let failures: MockInstance<typeof console.error>;
beforeEach(async () => {
  failures = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await env.DB.batch(["messages", "users", "providers"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
  await rows(
    `INSERT INTO users (id, created_at, updated_at, name, name_folded, email_verification, phone_verification, hash,
       hash_options, status, labels, mfa, prefs, impersonator, words, write_id)
     VALUES ('ada', 0, 0, '', '', 0, 0, 'argon2', '{}', 1, '[]', 0, '{}', 0, '{}', '')`,
  );
});
afterEach(() => failures.mockRestore());

const down = () => new Response("the secret", { status: 503 });
const taken = () => new Response(null, { status: 204 });

const email: Message & { readonly template: string } = {
  type: "email",
  template: "recovery",
  to: "ada@mail.example",
  name: "Ada",
  subject: "Hello",
  text: "the secret",
  html: "<p>the secret</p>",
};

interface Posting {
  readonly deadline?: number;
  readonly config?: Config;
  readonly message?: Message & { readonly template: string };
  /** The Worker ends before it sends. */
  readonly crashes?: boolean;
}

/** Enqueues a message to a user, and tries to send it once, as an operation does. */
async function post({
  config = configOf(),
  crashes = false,
  deadline = noon + 15 * minute,
  message = email,
}: Posting = {}) {
  const execution = createExecutionContext();
  const context = {
    config,
    db: new Database(new Sender(env.DB, { waitUntil: (work) => execution.waitUntil(work) })),
    now: Date.now(),
  } as Context;
  const pending = await prepareMessage(context, await transportOf(context, message.type, []), message, deadline);
  const batch = context.db.batch();
  pending.enqueue(crashes ? Object.assign(batch, { afterCommit: () => undefined }) : batch, where(users)`id = 'ada'`);
  await batch.run();
  await waitOnExecutionContext(execution);
}

const cron = (config = configOf()) => retryMessages(config, new Database(env.DB), Date.now());

const stored = (): Promise<readonly Row[]> =>
  rows(
    `SELECT status, tries, next_at AS nextAt, content IS NOT NULL AS hasContent, delivered_at AS deliveredAt, error
     FROM messages ORDER BY seq`,
  );

const waiting = (tries: number, nextAt: number, error: string | null = "The webhook answered 503."): Row => ({
  status: "processing",
  tries,
  nextAt,
  hasContent: 1,
  deliveredAt: null,
  error,
});
const sentAt = (deliveredAt: number, tries = 1): Row => ({
  status: "sent",
  tries,
  nextAt: null,
  hasContent: 0,
  deliveredAt,
  error: null,
});
const failed = (tries: number, error: string): Row => ({
  status: "failed",
  tries,
  nextAt: null,
  hasContent: 0,
  deliveredAt: null,
  error,
});

test("a message that is accepted at once is sent, and its content is dropped", async () => {
  network.answer(taken);
  await post();
  expect(network.seen).toHaveLength(1);
  expect(await stored()).toEqual([sentAt(noon)]);
  setClock(60 * minute);
  expect(await cron()).toEqual({ tried: 0, sent: 0 });
  expect(failures).not.toHaveBeenCalled();
});

test("a message that is not posted is not sent", async () => {
  network.answer(taken);
  await rows("DELETE FROM users");
  await post();
  expect(network.seen).toEqual([]);
  expect(await stored()).toEqual([]);
});

test("waits twice as long after each try, and the cron sends it when the server is back", async () => {
  network.answer(down);
  await post({ deadline: noon + 60 * minute });
  expect(await stored()).toEqual([waiting(1, noon + minute)]);
  setClock(minute - 1);
  expect(await cron()).toEqual({ tried: 0, sent: 0 });

  for (const [tries, at, next] of [
    [2, 1, 3],
    [3, 3, 7],
    [4, 7, 15],
    [5, 15, 31],
  ] as const) {
    setClock(at * minute);
    expect(await cron()).toEqual({ tried: 1, sent: 0 });
    expect(await stored()).toEqual([waiting(tries, noon + next * minute)]);
  }

  network.answer(taken);
  setClock(31 * minute);
  expect(await cron()).toEqual({ tried: 1, sent: 1 });
  expect(await stored()).toEqual([sentAt(noon + 31 * minute, 6)]);
  expect(new Set(network.seen.map(({ body }) => body)).size).toBe(1);
  expect(failures).not.toHaveBeenCalled();
});

test("50 simultaneous runs send each message once", async () => {
  network.answer(down);
  for (let count = 0; count < 20; count += 1) await post();
  network.seen.length = 0;
  network.answer(taken);
  setClock(minute);
  const reports = await Promise.all(Array.from({ length: 50 }, () => cron()));
  expect(reports.reduce((total, { sent }) => total + sent, 0)).toBe(20);
  const ids = network.seen.map(({ body }) => (JSON.parse(body) as { id: string }).id);
  expect(ids).toHaveLength(20);
  expect(new Set(ids).size).toBe(20);
  expect(await stored()).toEqual(Array(20).fill(sentAt(noon + minute, 2)));
});

test("a run tries 30, six at a time, and the next one the rest; those that are due the longest come first", async () => {
  network.answer(down);
  for (let count = 0; count < 35; count += 1) await post();
  network.seen.length = 0;
  let [open, most] = [0, 0];
  network.answer(async () => {
    open += 1;
    most = Math.max(most, open);
    await scheduler.wait(1);
    open -= 1;
    return taken();
  });
  setClock(minute);
  expect(await cron()).toEqual({ tried: 30, sent: 30 });
  expect(most).toBe(6);
  expect(await cron()).toEqual({ tried: 5, sent: 5 });
});

describe("is given up, without its content and with a log line that does not name the recipient,", () => {
  const line = (error: string) => [
    [
      expect.stringMatching(
        new RegExp(`^\\{"level":"error","messageId":"[0-9a-f]{20}","template":"recovery","error":"${error}"\\}$`),
      ),
    ],
  ];

  test("when it is refused for good, at once", async () => {
    network.answer(() => new Response("the secret", { status: 401 }));
    await post();
    expect(await stored()).toEqual([failed(1, "The webhook answered 401.")]);
    expect(failures.mock.calls).toEqual(line("The webhook answered 401\\."));
    setClock(60 * minute);
    expect(await cron()).toEqual({ tried: 0, sent: 0 });
  });

  test("when its token would end before the next try", async () => {
    network.answer(down);
    await post({ deadline: noon + 3 * minute });
    setClock(minute);
    expect(await cron()).toEqual({ tried: 1, sent: 0 });
    expect(await stored()).toEqual([failed(2, "The webhook answered 503.")]);
    expect(failures.mock.calls).toEqual(line("The webhook answered 503\\."));
  });

  test("when its token has ended before the next try", async () => {
    network.answer(taken);
    await post({ crashes: true });
    setClock(15 * minute);
    expect(await cron()).toEqual({ tried: 0, sent: 0 });
    expect(await stored()).toEqual([failed(1, "No attempt was completed in time.")]);
    expect(failures.mock.calls).toEqual(line("No attempt was completed in time\\."));
    expect(network.seen).toEqual([]);
  });

  test("after twelve tries", async () => {
    network.answer(down);
    await post({ deadline: noon + 100 * 60 * minute });
    let at = 0;
    for (let tries = 2; tries <= 12; tries += 1) {
      at += Math.min(2 ** (tries - 2), 60);
      setClock(at * minute);
      expect(await cron()).toEqual({ tried: 1, sent: 0 });
    }
    expect(await stored()).toEqual([failed(12, "The webhook answered 503.")]);
    expect(failures.mock.calls).toEqual(line("The webhook answered 503\\."));
  });

  test("when it was sealed with an unknown secret", async () => {
    network.answer(down);
    await post();
    setClock(minute);
    const config = configOf({ SECRET_KEY: secret });
    expect(await cron(config)).toEqual({ tried: 1, sent: 0 });
    expect(await stored()).toEqual([failed(2, "It is sealed with a SECRET_KEY that is no longer set.")]);
    expect(failures.mock.calls).toEqual(line("It is sealed with a SECRET_KEY that is no longer set\\."));
  });
});

test("the cron sends a message whose first try was cut off with the Worker, but not before a minute", async () => {
  network.answer(taken);
  await post({ crashes: true });
  expect(await stored()).toEqual([waiting(1, noon + minute, null)]);
  setClock(minute - 1);
  expect(await cron()).toEqual({ tried: 0, sent: 0 });
  setClock(minute);
  expect(await cron()).toEqual({ tried: 1, sent: 1 });
  expect(await stored()).toEqual([sentAt(noon + minute, 2)]);
});

test("a run that is cut off leaves its messages to another, a minute after", async () => {
  network.answer(down);
  await post();
  network.answer(taken);
  setClock(minute);
  const db = new Database({
    prepare: (query) => env.DB.prepare(query),
    batch: (() => {
      let batches = 0;
      return <T>(statements: D1PreparedStatement[]) =>
        (batches += 1) > 1 ? Promise.reject(new Error("The database is down.")) : env.DB.batch<T>(statements);
    })(),
  });
  await expect(retryMessages(configOf(), db, Date.now())).rejects.toThrow("The database is down.");
  expect(await stored()).toEqual([waiting(2, noon + 2 * minute)]);
  expect(network.seen).toHaveLength(1);
  setClock(2 * minute);
  expect(await cron()).toEqual({ tried: 1, sent: 1 });
});

test("a late attempt does not undo another one", async () => {
  let release = (): void => undefined;
  network.answer(async () => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    return new Response(null, { status: 401 });
  });
  const slow = post();
  await vi.waitFor(() => expect(network.seen).toHaveLength(1));
  network.answer(taken);
  setClock(minute);
  expect(await cron()).toEqual({ tried: 1, sent: 1 });
  release();
  await slow;
  expect(await stored()).toEqual([sentAt(noon + minute, 2)]);
  expect(failures).not.toHaveBeenCalled();
});

test("waits where no provider is left; a fault of one type's provider does not hold up the other type", async () => {
  network.answer(down);
  await post({ deadline: noon + 60 * minute });
  await post({
    deadline: noon + 60 * minute,
    message: { type: "sms", template: "otp", to: "+15550100042", text: "1" },
  });
  setClock(minute);
  const none = configOf({ MESSAGES_WEBHOOK_URL: "", MESSAGES_WEBHOOK_SECRET: "" });
  expect(await cron(none)).toEqual({ tried: 2, sent: 0 });
  const nothing = waiting(2, noon + 3 * minute, "No provider of this message type is enabled.");
  expect(await stored()).toEqual([nothing, nothing]);

  await rows(
    `INSERT INTO providers (id, created_at, updated_at, name, name_folded, provider, type, enabled, credentials, options, words)
     VALUES ('p', 0, 0, '', '', 'sendgrid', 'email', 1, 'deadbeef.0123456789abcdef.0123456789abcdef0123456789', '{}', '{}')`,
  );
  network.answer(taken);
  setClock(3 * minute);
  expect(await cron()).toEqual({ tried: 2, sent: 1 });
  expect(await stored()).toEqual([
    waiting(3, noon + 7 * minute, "The provider's credentials cannot be opened."),
    sentAt(noon + 3 * minute, 3),
  ]);
});

describe("The Worker's schedule of every minute", () => {
  let log: MockInstance<typeof console.info>;
  beforeEach(() => {
    log = vi.spyOn(console, "info").mockImplementation(() => undefined);
  });
  afterEach(() => log.mockRestore());

  async function runSchedule(bindings: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const { default: worker } = await import("../../src/worker.ts");
    const controller = createScheduledController({ scheduledTime: new Date(), cron: "* * * * *" });
    await worker.scheduled(controller, { ...env, ...hook, ...bindings } as Env, createExecutionContext());
  }

  test("tries due messages, and logs one line if there were any", async () => {
    network.answer(down);
    await post();
    await runSchedule();
    expect(log).not.toHaveBeenCalled();
    network.answer(taken);
    setClock(minute);
    await runSchedule();
    expect(log.mock.calls).toEqual([['{"level":"info","messages":{"tried":1,"sent":1}}']]);
  });

  test("sweeps nothing", async () => {
    await rows("INSERT INTO rate_limits (bucket, count, expire) VALUES ('b', 1, 0)");
    await runSchedule();
    expect(await rows("SELECT bucket FROM rate_limits WHERE bucket = 'b'")).toEqual([{ bucket: "b" }]);
  });

  test("refuses under an invalid configuration, and says why", async () => {
    await expect(runSchedule({ SECRET_KEY: "" })).rejects.toThrow(
      /^Rollcall does not run send-messages and deliver-events and tally-events: SECRET_KEY must be/,
    );
  });

  test("without due messages costs two statements and the same few rows for any number of messages", async () => {
    const read: number[] = [];
    const db = new Database({
      prepare: (query) => env.DB.prepare(query),
      async batch<T>(statements: D1PreparedStatement[]) {
        const results = await env.DB.batch<T>(statements);
        read.push(...results.map(({ meta }) => meta.rows_read));
        return results;
      },
    });
    network.answer(taken);
    for (let count = 0; count < 60; count += 1) await post();
    setClock(60 * minute);
    await retryMessages(configOf(), db, Date.now());
    expect(read).toEqual([3, 4]);
  });
});
