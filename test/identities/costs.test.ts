/** The cost of lists of all identities, in rows read as D1 reports them (docs/queries.md): the same as for lists of users. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { idsOf, query, type Query, queryString } from "../harness/lists.ts";
import { record } from "../harness/recorder.ts";
import { createUser } from "../harness/users.ts";

/** The number of hits for every attribute. */
const hits = 100;

/** The bounds of a list by the page; and by the matches, page and total together. */
const pageRowsMax = 60;
const matchesRowsMax = 4 * hits + pageRowsMax;

const early = "1970-01-01T00:00:01.000Z";
const late = "1970-01-01T00:00:02.000Z";

interface Attribute {
  readonly name: string;
  /** The value of the hits. */
  readonly narrow: string;
  /** The value of all others. */
  readonly broad: string;
}

const attributes: readonly Attribute[] = [
  { name: "userId", narrow: "Hit", broad: "other" },
  { name: "provider", narrow: "apple", broad: "google" },
  { name: "providerEmail", narrow: "hit@id.example", broad: "other@id.example" },
  { name: "providerAccessTokenExpiry", narrow: early, broad: late },
  { name: "$createdAt", narrow: early, broad: late },
  { name: "$updatedAt", narrow: early, broad: late },
];

const recorder = record();

async function run(queries: readonly Query[], total: boolean) {
  recorder.take();
  const parameters = queryString({ queries, ...(!total && { total: "false" }) });
  const answer = await call("GET", `/users/identities?${parameters}`, { fetch: recorder.fetch });
  return { ...idsOf(answer, "identities"), rowsRead: recorder.take().rowsRead };
}

const insert = `INSERT INTO identities (id, created_at, updated_at, user_seq, user_id, provider, provider_uid,
    provider_email, provider_access_token_expiry)
  WITH RECURSIVE n(i, hit) AS (
    SELECT 1, 1 UNION ALL SELECT i + 1, i + 1 <= ${hits} FROM n WHERE i < ?1
  )
  SELECT 'i' || i, 2000 - 1000 * hit, 2000 - 1000 * hit, seq, id, iif(hit, 'apple', 'google'), 'u' || i,
    iif(hit, 'hit', 'other') || '@id.example', 2000 - 1000 * hit
  FROM n JOIN users ON users.id = iif(hit, 'Hit', 'other') ORDER BY i`;

describe.each([1_000, 20_000])("of %i identities", (size) => {
  beforeAll(async () => {
    if ((await env.DB.prepare("SELECT 1 FROM users").all()).results.length === 0) {
      for (const userId of ["Hit", "other"]) await createUser({ userId });
    }
    await env.DB.batch([
      env.DB.prepare("DELETE FROM identities"),
      env.DB.prepare(insert).bind(size),
      env.DB.prepare("UPDATE user_totals SET identities = ?").bind(size),
    ]);
  });

  const cursor = query("cursorAfter", undefined, `i${size / 2}`);

  test.each(attributes)("$name: an equality by the page, by insertion and by itself", async ({ broad, name }) => {
    for (const order of [[], [query("orderAsc", name)], [query("orderDesc", name)]]) {
      for (const after of [[], [cursor]]) {
        const { ids, rowsRead } = await run([query("equal", name, broad), ...order, ...after], false);
        expect(ids).toHaveLength(25);
        expect(rowsRead).toBeLessThanOrEqual(pageRowsMax);
      }
    }
  });

  test.each(attributes)("$name: its matches by their number, in any order, counted", async ({ name, narrow }) => {
    for (const order of ["$sequence", "providerUid"]) {
      const { rowsRead, total } = await run([query("equal", name, narrow), query("orderDesc", order)], true);
      expect(total).toBe(hits);
      expect(rowsRead).toBeLessThanOrEqual(matchesRowsMax);
    }
  });

  test.each(attributes)("$name: a range by the page, in its order", async ({ broad, name }) => {
    for (const order of ["orderAsc", "orderDesc"]) {
      const { ids, rowsRead } = await run([query("greaterThanEqual", name, broad), query(order, name)], false);
      expect(ids).toHaveLength(25);
      expect(rowsRead).toBeLessThanOrEqual(pageRowsMax);
    }
  });

  test.each([...attributes.map(({ name }) => name), "$id", "$sequence", "providerUid"])(
    "ordered by %s, and counted, by the page",
    async (name) => {
      for (const after of [[], [cursor]]) {
        const { rowsRead, total } = await run([query("orderDesc", name), ...after], true);
        expect(total).toBe(size);
        expect(rowsRead).toBeLessThanOrEqual(pageRowsMax);
      }
    },
  );

  test.each([
    ["$id", "i7"],
    ["providerUid", "u7"],
  ])("one by its %s, counted", async (name, value) => {
    const { ids, rowsRead, total } = await run([query("equal", name, value)], true);
    expect({ ids, total }).toEqual({ ids: ["i7"], total: 1 });
    expect(rowsRead).toBeLessThanOrEqual(5);
  });
});
