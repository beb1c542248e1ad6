/**
 * The daily sweep deletes the rows of the log after LOG_RETENTION_DAYS
 * (docs/decisions/0017-upstream-differences.md#log).
 */
import { createExecutionContext, createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { batchesMax, rowsPerBatch, sweep } from "../../src/jobs/sweep.ts";
import { Database } from "../../src/storage/database.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { createUser } from "../harness/users.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 10, 1, 3, 30);

/** Adds rows to the log, the first written at `from`, and each `step` milliseconds after the one before. */
const fill = (count: number, from: number, step: number) =>
  rows(
    `INSERT INTO logs (created_at, event, resource, user_seq, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
     WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1)
     SELECT ? + i * ?, 'user.update', 'user/' || i, i % 1000, 'key', '', '', '', '', '' FROM n`,
    count,
    from,
    step,
  );

const dates = async () => (await rows("SELECT created_at FROM logs ORDER BY seq")).map((row) => row["created_at"]);
const count = async () => (await rows("SELECT count(*) AS count FROM logs"))[0]?.["count"];

const nothing = {
  sessions: 0,
  tokens: 0,
  challenges: 0,
  messages: 0,
  oauth2Flows: 0,
  rateLimits: 0,
  locks: 0,
  logs: 0,
};

/** A database that records the rows that each batch reads, and may fail before one of them. */
function watched(breaksAt = Infinity) {
  const read: number[] = [];
  const db = new Database({
    prepare: (sql) => env.DB.prepare(sql),
    async batch<T>(statements: D1PreparedStatement[]) {
      if (read.length === breaksAt) throw new Error("The database is out of reach.");
      const results = await env.DB.batch<T>(statements);
      read.push(results.reduce((sum, { meta }) => sum + meta.rows_read, 0));
      return results;
    },
  });
  return { db, read };
}

afterEach(async () => {
  await rows("DELETE FROM logs");
});

test("a row is deleted exactly at the end of retention", async () => {
  await fill(3, now - 30 * day - 1, 1);
  expect(await sweep(new Database(env.DB), now, 30)).toEqual({ swept: { ...nothing, logs: 2 }, isDone: true });
  expect(await dates()).toEqual([now - 30 * day + 1]);
});

test("every row is kept without a retention limit", async () => {
  await fill(3, 0, 1);
  expect(await sweep(new Database(env.DB), now, null)).toEqual({ swept: nothing, isDone: true });
  expect(await count()).toBe(3);
});

test("all expired rows of 100,000 are deleted, in batches that read only the head of the table", async () => {
  // One a minute, so the newest 43,200 are of the last 30 days.
  await fill(100_000, now - 100_000 * 60_000, 60_000);
  const { db, read } = watched();
  expect(await sweep(db, now, 30)).toEqual({ swept: { ...nothing, logs: 56_801 }, isDone: true });
  const [first] = await dates();
  expect(first).toBe(now - 30 * day + 60_000);
  expect(await count()).toBe(43_199);
  // 11 full ones, one that is not, and one that finds nothing.
  expect(read).toHaveLength(13);
  // Four for each row of the head: two to find the end, one to check the row, one to report its deletion.
  expect(Math.max(...read)).toBeLessThanOrEqual(4 * rowsPerBatch + 24);
});

test("an interrupted run leaves the rest to the next one", async () => {
  await fill(3 * rowsPerBatch, 0, 1);
  await fill(1, now, 0);
  await expect(sweep(watched(2).db, now, 30)).rejects.toThrow("The database is out of reach.");
  expect(await count()).toBe(rowsPerBatch + 1);
  expect(await sweep(new Database(env.DB), now, 30)).toEqual({
    swept: { ...nothing, logs: rowsPerBatch },
    isDone: true,
  });
  expect(await dates()).toEqual([now]);
});

test("a run stops within the query limit of an invocation, and reports that rows are left", async () => {
  let statementsSent = 0;
  const oneRow = env.DB.prepare("SELECT 1 AS one");
  const endless = new Database({
    prepare: (sql) => env.DB.prepare(sql),
    async batch<T>(statements: D1PreparedStatement[]) {
      statementsSent += statements.length;
      return env.DB.batch<T>(statements.map(() => oneRow));
    },
  });
  // A batch that is not full is the last one of all tables but the log.
  const swept = {
    sessions: 1,
    tokens: 1,
    challenges: 1,
    messages: 1,
    oauth2Flows: 1,
    rateLimits: 1,
    locks: 1,
    logs: batchesMax,
  };
  expect(await sweep(endless, now, 1)).toEqual({ swept, isDone: false });
  expect(statementsSent).toBe(batchesMax + 7);
  expect(8 * batchesMax).toBeLessThan(1_000);
});

test("a future date at the head of the log does not block the sweep", async () => {
  await fill(1, now + 365 * day, 0);
  await fill(rowsPerBatch + 500, 0, 1);
  expect(await sweep(new Database(env.DB), now, 30)).toEqual({
    swept: { ...nothing, logs: rowsPerBatch + 500 },
    isDone: true,
  });
  expect(await dates()).toEqual([now + 365 * day]);
});

test("other expired rows are deleted too, and live ones stay", async () => {
  await createUser({ userId: "sam" });
  await rows(
    `INSERT INTO challenges (id, created_at, user_seq, factor, expire, tries)
     SELECT 'c' || value, 0, (SELECT seq FROM users WHERE id = 'sam'), 'totp', value, 0 FROM json_each(?)`,
    JSON.stringify([now - 1, now, now + 1]),
  );
  expect(await sweep(new Database(env.DB), now, null)).toEqual({ swept: { ...nothing, challenges: 1 }, isDone: true });
  expect(await rows("SELECT expire FROM challenges ORDER BY expire")).toEqual([{ expire: now }, { expire: now + 1 }]);
});

test.each([
  { days: "30", left: [now - 10 * day] },
  { days: 30, left: [now - 10 * day] },
  { days: undefined, left: [now - 100 * day, now - 10 * day] },
  { days: "", left: [now - 100 * day, now - 10 * day] },
  { days: "36500", left: [now - 400 * day, now - 100 * day, now - 10 * day] },
  { days: "off", left: [now - 40_000 * day, now - 400 * day, now - 100 * day, now - 10 * day] },
  { days: "0", left: [now - 40_000 * day, now - 400 * day, now - 100 * day, now - 10 * day] },
])("the daily run follows LOG_RETENTION_DAYS = $days", async ({ days, left }) => {
  const { default: worker } = await import("../../src/worker.ts");
  for (const age of [40_000, 400, 100, 10]) await fill(1, now - age * day, 0);
  const controller = createScheduledController({ scheduledTime: new Date(now), cron: "30 3 * * *" });
  await worker.scheduled(controller, { ...env, LOG_RETENTION_DAYS: days } as Env, createExecutionContext());
  expect(await dates()).toEqual(left);
});

test.each(["-1", "36501", "1.5", "ten", "Off", true, null, 1.5])(
  "%j days are invalid: the Worker does not sweep",
  async (days) => {
    const { default: worker } = await import("../../src/worker.ts");
    const controller = createScheduledController({ scheduledTime: new Date(now), cron: "30 3 * * *" });
    const bindings = { ...env, LOG_RETENTION_DAYS: days } as unknown as Env;
    await expect(worker.scheduled(controller, bindings, createExecutionContext())).rejects.toThrow(
      /^Rollcall does not run sweep: LOG_RETENTION_DAYS must be a whole number of days from 1 to 36500, or `off`/,
    );
  },
);

beforeEach(() => {
  vi.spyOn(console, "info").mockImplementation(() => undefined);
});

test("a row that an enabled webhook has not received waits for another week", async () => {
  const keep = async () => {
    await rows("DELETE FROM logs");
    await fill(1, now - 40 * day, 0);
    await fill(2, now - 31 * day, 0);
    await sweep(new Database(env.DB), now, 30);
    return count();
  };
  expect(await keep()).toBe(0);
  const body = { webhookId: "slow", url: "https://hooks.example/in", name: "Slow", events: ["users.*"] };
  await call("POST", "/webhooks", { body });
  await rows("UPDATE webhooks SET cursor = 0");
  expect(await keep()).toBe(2);
  const [first] = await rows("SELECT min(seq) AS seq FROM logs");
  await rows("UPDATE webhooks SET cursor = ?", Number(first?.["seq"]));
  await sweep(new Database(env.DB), now, 30);
  expect(await count()).toBe(1);
  await rows(
    "UPDATE webhooks SET cursor = cursor + 10, pending = ?",
    JSON.stringify([{ seq: Number(first?.["seq"]) + 1, subject: "user/1", tries: 1, nextAt: 0 }]),
  );
  await sweep(new Database(env.DB), now, 30);
  expect(await count()).toBe(1);
  await rows("UPDATE webhooks SET enabled = 0");
  await sweep(new Database(env.DB), now, 30);
  expect(await count()).toBe(0);
  await rows("DELETE FROM webhooks");
});
