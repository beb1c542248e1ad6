import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { sql } from "../lib/sql/index.ts";
import { type Binding, Database } from "./database.ts";
import { meter, type Stores, type Usage } from "./meter.ts";

const nothing: Usage = { batches: 0, statements: 0, rowsRead: 0, rowsWritten: 0, kvOperations: 0 };

let metered: Stores & { readonly usage: Usage };
let db: Database;

beforeEach(async () => {
  await env.DB.exec("DELETE FROM keys");
  metered = meter({ db: env.DB, kv: env.KV });
  db = new Database(metered.db);
});

const insert = (id: string) =>
  sql`INSERT INTO keys (id, created_at, updated_at, name, digest, scopes, sdks) VALUES (${id}, 0, 0, '', ${id}, '[]', '[]')`;

function insertAll(...ids: readonly string[]): Promise<void> {
  const batch = db.batch();
  batch.addAll(ids.map(insert));
  return batch.run();
}

describe("D1", () => {
  test("costs nothing before it is asked", () => {
    metered.db.prepare("SELECT 1");
    expect(metered.usage).toEqual(nothing);
  });

  test("adds up batches, statements and the rows that D1 bills", async () => {
    let [read, written] = [0, 0];
    const counting: Binding = {
      prepare: (text) => env.DB.prepare(text),
      async batch<T>(statements: D1PreparedStatement[]) {
        const results = await env.DB.batch<T>(statements);
        for (const { meta } of results) [read, written] = [read + meta.rows_read, written + meta.rows_written];
        return results;
      },
    };
    metered = meter({ db: counting, kv: env.KV });
    db = new Database(metered.db);
    await insertAll("a", "b");
    expect(metered.usage).toMatchObject({ batches: 1, statements: 2, rowsWritten: written });
    const { rows } = await db.run(sql`SELECT id FROM keys ORDER BY seq`);
    expect(rows).toEqual([{ id: "a" }, { id: "b" }]);
    expect(metered.usage).toEqual({ batches: 2, statements: 3, rowsRead: read, rowsWritten: written, kvOperations: 0 });
    expect(read).toBeGreaterThanOrEqual(2);
    expect(written).toBeGreaterThanOrEqual(2);
  });

  test("counts a batch that fails, and passes its error on", async () => {
    await expect(insertAll("a", "a")).rejects.toThrow("UNIQUE constraint failed");
    expect(metered.usage).toEqual({ ...nothing, batches: 1, statements: 2 });
  });

  test("counts a batch when it is sent, so that a log line written meanwhile includes it", async () => {
    const answer = db.run(insert("a"));
    await Promise.resolve();
    expect(metered.usage).toMatchObject({ batches: 1, statements: 1, rowsWritten: 0 });
    await answer;
    expect(metered.usage.rowsWritten).toBeGreaterThan(0);
  });

  test("of one request is not counted for another", async () => {
    const other = meter({ db: env.DB, kv: env.KV });
    await db.run(insert("a"));
    expect(other.usage).toEqual(nothing);
  });
});

describe("KV", () => {
  test("counts each operation and does it", async () => {
    await metered.kv.put("meter", "1", { expirationTtl: 60 });
    expect(await metered.kv.get("meter")).toBe("1");
    expect((await metered.kv.list({ prefix: "meter" })).keys).toMatchObject([{ name: "meter" }]);
    await metered.kv.delete("meter");
    expect(await metered.kv.getWithMetadata("meter")).toMatchObject({ value: null });
    expect(metered.usage).toEqual({ ...nothing, kvOperations: 5 });
  });

  test("counts an operation that fails", async () => {
    await expect(metered.kv.put("meter", "1", { expirationTtl: 1 })).rejects.toThrow("expiration_ttl");
    expect(metered.usage).toEqual({ ...nothing, kvOperations: 1 });
  });
});
