import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { AppError } from "../errors/app-error.ts";
import { sql } from "../lib/sql/index.ts";
import type { Handle, Opening } from "./batch.ts";
import { type Binding, Database } from "./database.ts";
import { Sender } from "./sender.ts";

/** How many statements each round trip had. */
let trips: number[];
let db: Database;

const counting: Binding = {
  prepare: (text) => env.DB.prepare(text),
  batch<T>(statements: D1PreparedStatement[]) {
    trips.push(statements.length);
    return env.DB.batch<T>(statements);
  },
};

beforeEach(async () => {
  await env.DB.exec("DELETE FROM keys");
  trips = [];
  db = new Database(counting);
});

const insert = (id: string, where = sql`1`) =>
  sql`INSERT INTO keys (id, created_at, updated_at, name, digest, scopes, sdks)
    SELECT ${id}, 0, 0, '', ${id}, '[]', '[]' WHERE ${where} RETURNING id`;
const selectIds = sql`SELECT id FROM keys ORDER BY seq`;
const ids = async () => (await new Database(env.DB).run(selectIds)).rows.map(({ id }) => id);

describe("a batch", () => {
  test("gives each statement's rows to its own handle, in one round trip", async () => {
    const batch = db.batch();
    const before = batch.add(selectIds);
    batch.addAll([insert("a"), insert("b")]);
    const after = batch.add(selectIds);
    await batch.run();
    expect([before.row, before.rows]).toEqual([undefined, []]);
    expect([after.row, after.rows]).toEqual([{ id: "a" }, [{ id: "a" }, { id: "b" }]]);
    expect(trips).toEqual([4]);
  });

  test("does not ask D1 where it has no statement", async () => {
    await db.batch().run();
    expect(trips).toEqual([]);
  });

  test("of one statement has a shorthand", async () => {
    expect((await db.run(insert("a"))).row).toEqual({ id: "a" });
    expect(trips).toEqual([1]);
  });

  test("has results only once it has run, and runs once", async () => {
    const batch = db.batch();
    const result = batch.add(selectIds);
    expect(() => result.rows).toThrow("before its batch had run");
    expect(() => result.row).toThrow("before its batch had run");
    await batch.run();
    expect(() => batch.add(selectIds)).toThrow("had run");
    await expect(batch.run()).rejects.toThrow("A batch runs once.");
  });

  test("that fails has written nothing, and leaves its handles without a result", async () => {
    const batch = db.batch();
    const result = batch.add(insert("a"));
    batch.add(insert("a"));
    await expect(batch.run()).rejects.toThrow("UNIQUE constraint failed");
    expect(() => result.rows).toThrow("before its batch had run");
    expect(await ids()).toEqual([]);
  });

  test("throws the last error that was declared for a broken constraint", async () => {
    const batch = db.batch();
    batch.addAll([insert("a"), insert("A")]);
    batch.refuse({ keys_id: "user_already_exists", users_email: "user_email_already_exists" });
    batch.refuse({ keys_id: "key_already_exists" });
    const refusal: unknown = await batch.run().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal).toMatchObject({ type: "key_already_exists" });
  });
});

test("A check of the results refuses after the work that follows the commit has begun", async () => {
  const batch = db.batch();
  const inserted = batch.add(insert("a", sql`0`));
  let isStarted = false;
  batch.afterCommit(() => (isStarted = true));
  batch.check(() => {
    if (inserted.row === undefined) throw new AppError("key_already_exists");
  });
  await expect(batch.run()).rejects.toMatchObject({ type: "key_already_exists" });
  expect(isStarted).toBe(true);
  expect(inserted.rows).toEqual([]);
});

describe("The work after the commit", () => {
  test("is done once the batch is committed, and reads its handles", async () => {
    const batch = db.batch();
    const done: unknown[] = [];
    const inserted = batch.add(insert("a"));
    batch.afterCommit(async () => done.push(inserted.row, ...(await ids())));
    expect(done).toEqual([]);
    await batch.run();
    expect(done).toEqual([{ id: "a" }, "a"]);
  });

  test("is not done where the batch fails", async () => {
    const batch = db.batch();
    let isDone = false;
    batch.addAll([insert("a"), insert("a")]);
    batch.afterCommit(() => (isDone = true));
    await expect(batch.run()).rejects.toThrow("UNIQUE");
    expect(isDone).toBe(false);
  });

  test("continues after the response, and its failure does not fail the request", async () => {
    const put: Promise<unknown>[] = [];
    const batch = new Database(new Sender(env.DB, { waitUntil: (work) => put.push(work) })).batch();
    batch.afterCommit(() => {
      throw new Error("KV is down.");
    });
    batch.afterCommit(() => Promise.reject(new Error("KV is slow.")));
    batch.add(insert("a"));
    await batch.run();
    expect(await Promise.allSettled(put)).toMatchObject([
      { reason: { message: "KV is down." } },
      { reason: { message: "KV is slow." } },
    ]);
  });
});

describe("an opening", () => {
  /** Counts in a row of its own, and refuses from the second time on. */
  const opening: Opening = {
    isWithin: sql`(SELECT count(*) FROM keys WHERE id LIKE 'try%') < 2`,
    addTo(batch) {
      const tries: Handle = batch.add(sql`INSERT INTO keys (id, created_at, updated_at, name, digest, scopes, sdks)
        SELECT 'try' || count(*), 0, 0, '', 'try' || count(*), '[]', '[]' FROM keys WHERE id LIKE 'try%' RETURNING id`);
      batch.check(() => {
        if (tries.row?.["id"] !== "try0") throw new AppError("general_rate_limit_exceeded");
      });
    },
  };
  const opened = () => db.openedBy(opening);

  test("is sent with a first batch that only reads, and only once", async () => {
    const request = opened();
    expect((await request.run(selectIds)).rows).toEqual([{ id: "try0" }]);
    await request.run(selectIds);
    await request.batch().run();
    expect(trips).toEqual([2, 1]);
  });

  test("refuses that batch after it is sent, and later or concurrent batches before they are sent", async () => {
    await opened().batch().run();
    const request = opened();
    const refused = { type: "general_rate_limit_exceeded" };
    const batches = [selectIds, insert("a"), selectIds].map((statement) => request.run(statement));
    for (const batch of batches) await expect(batch).rejects.toMatchObject(refused);
    await expect(request.run(insert("b"))).rejects.toMatchObject(refused);
    expect(await ids()).toEqual(["try0", "try1"]);
    expect(trips).toEqual([1, 2]);
  });

  test("is sent ahead of a first batch that may write, and keeps a refused one from being sent", async () => {
    await opened().run(insert("a"));
    await expect(opened().run(insert("b"))).rejects.toMatchObject({ type: "general_rate_limit_exceeded" });
    await expect(opened().run(sql`WITH one AS (SELECT 1) SELECT * FROM one`)).rejects.toThrow(AppError);
    expect(await ids()).toEqual(["try0", "a", "try1", "try2"]);
    expect(trips).toEqual([1, 1, 1, 1]);
  });

  test("is sent with statements that write only if it admits the request", async () => {
    for (const id of ["a", "b"]) {
      const batch = opened().batch();
      batch.add(selectIds);
      batch.addWithin((isWithin) => insert(id, isWithin));
      await batch.run().catch(() => undefined);
    }
    expect(await ids()).toEqual(["try0", "a", "try1"]);
    expect(trips).toEqual([3, 3]);
  });

  test("is sent by an empty batch where no other has sent it", async () => {
    await opened().batch().run();
    await expect(opened().batch().run()).rejects.toMatchObject({ type: "general_rate_limit_exceeded" });
    expect(trips).toEqual([1, 1]);
  });

  test("a database without an opening admits every request", async () => {
    const batch = db.batch();
    const inserted = batch.addWithin((isWithin) => insert("a", isWithin));
    await batch.run();
    expect(inserted.row).toEqual({ id: "a" });
  });
});
