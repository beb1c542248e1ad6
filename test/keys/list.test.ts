/** GET /project/keys (docs/spec/keys.md#key-list). test/queries tests the meaning of queries in general. */
import { beforeAll, describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { createKey, readKey } from "../harness/keys.ts";
import { idsOf, listKeys, query, type Query } from "../harness/lists.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";

const all = ["first", "Second", "third", "fourth"];
const year = (number: number) => Date.UTC(number, 0);

beforeAll(async () => {
  await createKey({ id: "first", name: "Deploy", scopes: ["users.read", "users.write"], accessedAt: year(2026) });
  await createKey({ id: "Second", name: "backup", scopes: ["users.read"], expire: year(2038), accessedAt: null });
  await createKey({ id: "third", name: "Deploy 2", scopes: [], expire: year(2030), accessedAt: year(2025) });
  await createKey({ id: "fourth", name: "dEPLOY", scopes: ["teams.read"], expire: year(2020), accessedAt: null });
  await rows("UPDATE keys SET created_at = 1000 * seq, updated_at = 9000 - 1000 * seq");
});

/** The ids that queries find, in their order; the total must be their number. */
async function find(...queries: readonly Query[]): Promise<readonly string[]> {
  const { ids, total } = idsOf(await listKeys({ queries }), "keys");
  expect(total).toBe(ids.length);
  return ids;
}

describe("a list", () => {
  test("has the total first and every key as GET shows it, the oldest first, without a secret", async () => {
    const answer = await listKeys();
    expect(answer.text).toMatch(/^\{"total":4,"keys":\[\{"\$id":"first",/);
    expect(answer.body).toEqual({ total: 4, keys: await Promise.all(all.map(readKey)) });
    expect(answer.text.match(/"secret":"[^"]*"/g)).toEqual(all.map(() => '"secret":""'));
  });

  test("without its total counts no rows", async () => {
    for (const total of ["false", "0"])
      expect(idsOf(await listKeys({ total }), "keys")).toEqual({ total: 0, ids: all });
    for (const total of ["true", "1"]) expect(idsOf(await listKeys({ total }), "keys")).toEqual({ total: 4, ids: all });
    expectInvalid(await listKeys({ total: "no" }), "total");
  });

  test("has no limit of 25: without one it is of all keys", async () => {
    await rows(
      `INSERT INTO keys (id, created_at, updated_at, name, digest, scopes, sdks)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
       SELECT 'bulk' || i, 0, 0, 'Bulk', i, '[]', '[]' FROM n`,
    );
    try {
      expect(idsOf(await listKeys(), "keys")).toMatchObject({ total: 304, ids: { length: 304 } });
      const queries = [query("limit", undefined, 300), query("offset", undefined, 10)];
      expect(idsOf(await listKeys({ queries }), "keys")).toMatchObject({ total: 304, ids: { length: 294 } });
      const tooMany = await listKeys({ queries: [query("limit", undefined, 5_001)] });
      expectInvalid(tooMany, "queries", /5,?000/);
    } finally {
      await rows("DELETE FROM keys WHERE name = 'Bulk'");
    }
  });

  test("writes nothing, and refuses a search", async () => {
    const before = await dump();
    expect(idsOf(await call("GET", "/project/keys?search=nothing"), "keys").ids).toEqual(all);
    await listKeys({ queries: [query("orderDesc", "name")] });
    expect(await dump()).toEqual(before);
  });
});

describe("a filter", () => {
  test.each<[attribute: string, Query, readonly string[]]>([
    ["name", query("equal", "name", "deploy"), ["first", "fourth"]],
    ["name, one of several", query("equal", "name", "deploy", "BACKUP"), ["first", "Second", "fourth"]],
    ["name, not equal", query("notEqual", "name", "Deploy"), ["Second", "third"]],
    ["name, its start", query("startsWith", "name", "DEPLOY"), ["first", "third", "fourth"]],
    ["name, its end", query("endsWith", "name", "2"), ["third"]],
    ["name, within", query("contains", "name", "ack"), ["Second"]],
    ["$id", query("equal", "$id", "third"), ["third"]],
    ["$id, in another case", query("equal", "$id", "THIRD"), []],
    ["$createdAt", query("greaterThan", "$createdAt", "1970-01-01T00:00:02Z"), ["third", "fourth"]],
    ["$updatedAt", query("lessThanEqual", "$updatedAt", "1970-01-01T00:00:06Z"), ["third", "fourth"]],
    ["expire, past", query("lessThan", "expire", "2026-01-01"), ["fourth"]],
    ["expire, between", query("between", "expire", "2030-01-01", "2038-01-01"), ["Second", "third"]],
    ["expire, never", query("isNull", "expire"), ["first"]],
    ["expire, ever", query("isNotNull", "expire"), ["Second", "third", "fourth"]],
    ["accessedAt", query("greaterThanEqual", "accessedAt", "2026-01-01"), ["first"]],
    ["accessedAt, never", query("isNull", "accessedAt"), ["Second", "fourth"]],
    ["scopes", query("contains", "scopes", "users.read"), ["first", "Second"]],
    ["scopes, one of several", query("contains", "scopes", "users.write", "teams.read"), ["first", "fourth"]],
    ["scopes, any of several", query("containsAny", "scopes", "users.write", "teams.read"), ["first", "fourth"]],
    ["scopes, all of several", query("containsAll", "scopes", "users.write", "users.read"), ["first"]],
    ["scopes, not equal", query("notContains", "scopes", "users.read"), ["third", "fourth"]],
    ["scopes, in another case", query("contains", "scopes", "Users.read"), []],
    ["scopes, a part of one", query("contains", "scopes", "users"), []],
  ])("on %s", async (_, filter, ids) => {
    expect(await find(filter)).toEqual(ids);
  });

  test("joins another, and nests", async () => {
    expect(await find(query("contains", "scopes", "users.read"), query("isNull", "expire"))).toEqual(["first"]);
    const either = query("or", undefined, query("isNull", "expire"), query("contains", "scopes", "teams.read"));
    expect(await find(either)).toEqual(["first", "fourth"]);
  });

  test.each([
    query("equal", "scopes", "users.read"),
    query("equal", "secret", "x"),
    query("equal", "digest", "x"),
    query("equal", "sdks", "php"),
    query("contains", "sdks", "php"),
    query("equal", "accessedAt", "lately"),
    query("equal", "name", 1),
    query("orderAsc", "scopes"),
    query("orderAsc", "digest"),
    query("select", undefined, "name"),
    query("limit", undefined, 0),
  ])("is refused as %j", async (refused) => {
    expectInvalid(await listKeys({ queries: [refused] }), "queries", /Invalid query/);
  });

  test("on a digest never reveals whether a key has it", async () => {
    for (const method of ["equal", "startsWith", "orderAsc", "greaterThan", "isNull"]) {
      expectInvalid(await listKeys({ queries: [query(method, "digest", "a")] }), "queries");
    }
  });
});

describe("an order", () => {
  test.each<[attribute: string, ascending: readonly string[]]>([
    ["$id", ["first", "fourth", "Second", "third"]],
    ["$createdAt", all],
    ["$updatedAt", all.toReversed()],
    // Equal keys are in the order of creation, or its reverse.
    ["name", ["Second", "first", "fourth", "third"]],
    ["expire", ["first", "fourth", "third", "Second"]],
    ["accessedAt", ["Second", "fourth", "third", "first"]],
  ])("by %s, both ways", async (attribute, ascending) => {
    expect(await find(query("orderAsc", attribute))).toEqual(ascending);
    expect(await find(query("orderDesc", attribute))).toEqual(ascending.toReversed());
  });
});

describe("a cursor", () => {
  test("starts after a key, or ends before it", async () => {
    const page = async (...queries: readonly Query[]) => idsOf(await listKeys({ queries }), "keys");
    expect(await page(query("limit", undefined, 1))).toEqual({ total: 4, ids: ["first"] });
    expect(await page(query("limit", undefined, 1), query("cursorAfter", undefined, "first"))).toEqual({
      total: 4,
      ids: ["Second"],
    });
    expect(await page(query("cursorAfter", undefined, "Second"))).toEqual({ total: 4, ids: ["third", "fourth"] });
    expect(await page(query("cursorBefore", undefined, "third"))).toEqual({ total: 4, ids: ["first", "Second"] });
    expect(await page(query("cursorBefore", undefined, "fourth"), query("limit", undefined, 1))).toEqual({
      total: 4,
      ids: ["third"],
    });
    expect(await page(query("orderAsc", "name"), query("cursorAfter", undefined, "first"))).toEqual({
      total: 4,
      ids: ["fourth", "third"],
    });
    expect(await page(query("orderDesc", "expire"), query("cursorAfter", undefined, "Second"))).toMatchObject({
      ids: ["third", "fourth", "first"],
    });
  });

  test("to no key, or to a null in an order, is refused", async () => {
    for (const id of ["nobody", "SECOND"]) {
      expectRefusal(await listKeys({ queries: [query("cursorAfter", undefined, id)] }), "general_cursor_not_found");
    }
    const queries = [query("orderAsc", "expire"), query("cursorAfter", undefined, "first")];
    expectRefusal(await listKeys({ queries }), "database_query_order_null");
  });
});

test("a search, which keys have no index for, is refused as one of users is", async () => {
  expectRefusal(await listKeys({ queries: [query("search", "name", "deploy")] }), "general_query_invalid");
});
