/** The daily sweep deletes all expired rows and nothing else, at any size and after any failure. */
import { createExecutionContext, createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { batchesMax, rowsPerBatch, sweep } from "../../src/jobs/sweep.ts";
import { type Binding, Database } from "../../src/storage/database.ts";
import { rows } from "../harness/database.ts";

/** The time of the sweep: a row that expires at this very moment is still live. */
const now = Date.UTC(2026, 10, 2, 3, 30);

/** A statement that adds `count` rows to a table; `row` gives their values, where `i` is the row's number. */
const insert = (table: string, columns: string, row: string, count: number) =>
  env.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
     INSERT INTO ${table} (${columns}) SELECT ${row} FROM n WHERE i <= ${count}`,
  );

/** The expiry of a row: one in eleven is live, some for this millisecond only; the others have expired, some in the last one. */
const expire = `CASE WHEN i % 11 = 0 THEN ${now} + i % 7 ELSE ${now} - 1 - i % 7 END`;

/** The number of expired rows of each kind. */
interface Ended {
  readonly sessions: number;
  readonly tokens: number;
  readonly challenges: number;
  readonly messages: number;
  readonly oauth2Flows: number;
  readonly rateLimits: number;
  readonly locks: number;
}

/** The report of a run that found this many rows, and none of the log. */
const sweptOf = (ended: Ended) => ({ ...ended, logs: 0 });

/** Fills the tables with rows that have ended among rows that live on. */
async function fill(ended: Ended) {
  const all = (count: number) => Math.floor((count * 11) / 10);
  await env.DB.batch([
    env.DB.prepare("DELETE FROM rate_limits"),
    env.DB.prepare("DELETE FROM locks"),
    env.DB.prepare("DELETE FROM oauth2_flows"),
    env.DB.prepare("DELETE FROM users"),
    insert(
      "users",
      `seq, id, created_at, updated_at, name, name_folded, email_verification, phone_verification, hash, hash_options,
       status, labels, mfa, prefs, impersonator, words, write_id`,
      "i, 'u' || i, 0, 0, '', '', 0, 0, 'argon2', '{}', 1, '[]', 0, '{}', 0, '{}', ''",
      100,
    ),
    insert(
      "sessions",
      "id, created_at, updated_at, user_seq, digest, provider, provider_uid, expire, factors, revoked_at",
      `'s' || i, 0, 0, 1 + i % 100, 'd' || i, 'email', '', ${expire}, '[]', CASE WHEN i % 5 = 0 THEN 1 END`,
      all(ended.sessions),
    ),
    insert(
      "tokens",
      "id, created_at, user_seq, asked_id, type, digest, expire",
      `'t' || i, 0, 1 + i % 100, 'u' || (1 + i % 100), 'generic', 'd' || i, ${expire}`,
      all(ended.tokens),
    ),
    insert(
      "challenges",
      "id, created_at, user_seq, factor, expire, tries",
      `'c' || i, 0, 1 + i % 100, 'totp', ${expire}, 0`,
      all(ended.challenges),
    ),
    insert(
      "messages",
      "id, created_at, updated_at, user_seq, type, template, status, tries, deadline, expire",
      `'m' || i, 0, 0, 1 + i % 100, 'email', 'recovery', 'sent', 1, 0, ${expire}`,
      all(ended.messages),
    ),
    insert(
      "oauth2_flows",
      "id, created_at, digest, content, expire",
      `'f' || i, 0, 'd' || i, '', ${expire}`,
      all(ended.oauth2Flows),
    ),
    insert("rate_limits", "bucket, count, expire", `'b' || i, 1, ${expire}`, all(ended.rateLimits)),
    insert("locks", "account, failures, until, attempt, expire", `'l' || i, 1, 0, '', ${expire}`, all(ended.locks)),
  ]);
}

/** The remaining rows: expired ones, live ones, and a sum that identifies them. */
const left = (
  table: "sessions" | "tokens" | "challenges" | "messages" | "oauth2_flows" | "rate_limits" | "locks",
  key: string,
) =>
  rows(
    `SELECT count(*) FILTER (WHERE expire < ${now}) AS ended, count(*) FILTER (WHERE expire >= ${now}) AS live,
     total(CAST(substr(${key}, 2) AS INTEGER)) AS numbers FROM ${table}`,
  );

/** The number of live rows among this many. */
function survivors(ended: number) {
  const count = ended / 10;
  return [{ ended: 0, live: count, numbers: (11 * count * (count + 1)) / 2 }];
}

/** The database, with a record of how many rows each batch has deleted. */
function note(deleted: number[], fail: (batch: number) => boolean = () => false): Binding {
  return {
    prepare: (query) => env.DB.prepare(query),
    async batch<T>(statements: D1PreparedStatement[]) {
      if (fail(deleted.length)) throw new Error("D1_ERROR: The database is down.");
      const results = await env.DB.batch<T>(statements);
      deleted.push(Math.max(...results.map(({ results }) => results.length)));
      return results;
    },
  };
}

describe("A run over 100,000 expired sessions and 100,000 expired counters, among tokens and live rows", () => {
  test("deletes all expired rows and no live ones, in bounded batches", { timeout: 30_000 }, async () => {
    const ended = {
      sessions: 100_000,
      tokens: 500,
      challenges: 700,
      messages: 600,
      oauth2Flows: 600,
      rateLimits: 100_000,
      locks: 400,
    };
    await fill(ended);
    expect((await left("sessions", "id"))[0]).toMatchObject({ ended: 100_000, live: 10_000 });

    const deleted: number[] = [];
    expect(await sweep(new Database(note(deleted)), now, null)).toEqual({ swept: sweptOf(ended), isDone: true });

    expect(await left("sessions", "id")).toEqual(survivors(100_000));
    expect(await left("tokens", "id")).toEqual(survivors(500));
    expect(await left("challenges", "id")).toEqual(survivors(700));
    expect(await left("messages", "id")).toEqual(survivors(600));
    expect(await left("oauth2_flows", "id")).toEqual(survivors(600));
    expect(await left("rate_limits", "bucket")).toEqual(survivors(100_000));
    expect(await left("locks", "account")).toEqual(survivors(400));
    // The last batch finds nothing, which proves that the one before was the last.
    expect(deleted).toEqual([...Array<number>(100_000 / rowsPerBatch).fill(rowsPerBatch), 0]);
  });
});

describe("A run", () => {
  test("that fails in the middle keeps its progress, and the next one does the rest", async () => {
    const ended = {
      sessions: 2.5 * rowsPerBatch,
      tokens: 20,
      challenges: 30,
      messages: 40,
      oauth2Flows: 40,
      rateLimits: rowsPerBatch,
      locks: rowsPerBatch,
    };
    await fill(ended);
    const failing = note([], (batch) => batch === 2);
    await expect(sweep(new Database(failing), now, null)).rejects.toThrow("The database is down.");
    expect((await left("sessions", "id"))[0]).toMatchObject({ ended: rowsPerBatch / 2, live: ended.sessions / 10 });

    expect(await sweep(new Database(env.DB), now, null)).toEqual({
      swept: sweptOf({
        sessions: rowsPerBatch / 2,
        tokens: 0,
        challenges: 0,
        messages: 0,
        oauth2Flows: 0,
        rateLimits: 0,
        locks: 0,
      }),
      isDone: true,
    });
    expect(await left("sessions", "id")).toEqual(survivors(ended.sessions));
    expect(await left("tokens", "id")).toEqual(survivors(ended.tokens));
    expect(await left("challenges", "id")).toEqual(survivors(ended.challenges));
    expect(await left("oauth2_flows", "id")).toEqual(survivors(ended.oauth2Flows));
    expect(await left("rate_limits", "bucket")).toEqual(survivors(ended.rateLimits));
    expect(await left("locks", "account")).toEqual(survivors(ended.locks));
  });

  test("with a failing statement deletes nothing in that batch", async () => {
    await fill({ sessions: 10, tokens: 10, challenges: 10, messages: 10, oauth2Flows: 10, rateLimits: 10, locks: 10 });
    const broken: Binding = {
      prepare: (query) => env.DB.prepare(query),
      batch: (statements) =>
        env.DB.batch([...statements, env.DB.prepare("INSERT INTO user_totals SELECT * FROM user_totals")]),
    };
    await expect(sweep(new Database(broken), now, 1)).rejects.toThrow("UNIQUE constraint failed: user_totals.id");
    expect((await left("sessions", "id"))[0]).toMatchObject({ ended: 10, live: 1 });
    expect((await left("rate_limits", "bucket"))[0]).toMatchObject({ ended: 10, live: 1 });
  });

  test("beside another one deletes no live row, and together they delete all expired rows", async () => {
    const ended = {
      sessions: 2 * rowsPerBatch,
      tokens: 10,
      challenges: 10,
      messages: 10,
      oauth2Flows: 10,
      rateLimits: 10,
      locks: 10,
    };
    await fill(ended);
    const reports = await Promise.all([1, 2].map(() => sweep(new Database(env.DB), now, null)));
    expect(reports.map(({ isDone }) => isDone)).toEqual([true, true]);
    expect(reports.map(({ swept }) => swept.sessions).reduce((a, b) => a + b)).toBe(ended.sessions);
    expect(await left("sessions", "id")).toEqual(survivors(ended.sessions));
  });

  test("with nothing to delete is one round trip of one statement a table", async () => {
    const none = { sessions: 0, tokens: 0, challenges: 0, messages: 0, oauth2Flows: 0, rateLimits: 0, locks: 0 };
    await fill(none);
    const batch = vi.fn<(statements: D1PreparedStatement[]) => void>();
    const database = new Database({
      prepare: (query) => env.DB.prepare(query),
      batch(statements) {
        batch(statements);
        return env.DB.batch(statements);
      },
    });
    for (const logRetention of [null, 1]) {
      expect(await sweep(database, now, logRetention)).toEqual({ swept: sweptOf(none), isDone: true });
    }
    // The log is one more table, unless it is kept without limit.
    expect(batch.mock.calls.map(([{ length }]) => length)).toEqual([7, 8]);
  });

  test("that always finds more rows stops within the query limit of one invocation, and says that it is not done", async () => {
    let statements = 0;
    const rowsOfBatch = env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rowsPerBatch}) SELECT 1 FROM n`,
    );
    const endless: Binding = {
      prepare: (query) => env.DB.prepare(query),
      async batch<T>(sent: D1PreparedStatement[]) {
        statements += sent.length;
        const full = await env.DB.batch<T>([rowsOfBatch]);
        return sent.flatMap(() => full);
      },
    };
    const all = batchesMax * rowsPerBatch;
    expect(await sweep(new Database(endless), now, 1)).toEqual({
      swept: {
        sessions: all,
        tokens: all,
        challenges: all,
        messages: all,
        oauth2Flows: all,
        rateLimits: all,
        locks: all,
        logs: all,
      },
      isDone: false,
    });
    expect(statements).toBe(8 * batchesMax);
    expect(statements).toBeLessThan(1_000);
  });
});

describe("The Worker's schedule", () => {
  let log: MockInstance<typeof console.info>;
  beforeEach(() => {
    log = vi.spyOn(console, "info").mockImplementation(() => undefined);
  });
  afterEach(() => log.mockRestore());

  /** Runs the daily job, under other bindings. */
  async function runSchedule(bindings: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const { default: worker } = await import("../../src/worker.ts");
    const controller = createScheduledController({ scheduledTime: new Date(now), cron: "30 3 * * *" });
    await worker.scheduled(controller, { ...env, ...bindings }, createExecutionContext());
  }

  test("sweeps rows that had expired by its scheduled time, and logs one line", async () => {
    await fill({ sessions: 30, tokens: 20, challenges: 40, messages: 50, oauth2Flows: 50, rateLimits: 10, locks: 10 });
    await runSchedule();
    expect(await left("sessions", "id")).toEqual(survivors(30));
    expect(await left("tokens", "id")).toEqual(survivors(20));
    expect(await left("challenges", "id")).toEqual(survivors(40));
    expect(await left("messages", "id")).toEqual(survivors(50));
    expect(await left("oauth2_flows", "id")).toEqual(survivors(50));
    expect(await left("rate_limits", "bucket")).toEqual(survivors(10));
    expect(await left("locks", "account")).toEqual(survivors(10));
    expect(log.mock.calls).toEqual([
      [
        '{"level":"info","swept":{"sessions":30,"tokens":20,"challenges":40,"messages":50,"oauth2Flows":50,"rateLimits":10,"locks":10,"logs":0},"isDone":true}',
      ],
    ]);
  });

  test("under an invalid configuration refuses, says why, and deletes nothing", async () => {
    await fill({ sessions: 10, tokens: 10, challenges: 10, messages: 10, oauth2Flows: 10, rateLimits: 10, locks: 10 });
    await expect(runSchedule({ SECRET_KEY: "" })).rejects.toThrow(/^Rollcall does not run sweep: SECRET_KEY must be/);
    expect((await left("sessions", "id"))[0]).toMatchObject({ ended: 10, live: 1 });
    expect(log).not.toHaveBeenCalled();
  });

  test("fails, for the platform to report it, where the database does", async () => {
    const broken = {
      prepare: (query: string) => env.DB.prepare(query),
      batch: () => Promise.reject(new Error("D1_ERROR: The database is down.")),
    };
    await expect(runSchedule({ DB: broken })).rejects.toThrow("D1_ERROR: The database is down.");
    expect(log).not.toHaveBeenCalled();
  });
});
