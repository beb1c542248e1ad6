/**
 * GET /users (docs/spec/queries.md). test/queries tests the meaning of queries; this file tests that the route passes them
 * on.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { idsOf, list, query, type Query, search } from "../harness/lists.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser, readUser } from "../harness/users.ts";

const ronaldo = "ronaldo7";
const all = [ronaldo, "user1", "ann", "bea", "cid"];

beforeAll(async () => {
  await createUser({
    userId: ronaldo,
    email: "cristiano.ronaldo@manchester-united.co.uk",
    password: "password",
    name: "Cristiano Ronaldo",
  });
  await createUser({ userId: "user1", email: "lionel.messi@psg.fr", password: "password", name: "Lionel Messi" });
  await createUser({ userId: "ann", email: "ann@example.com", phone: "+910000000000", name: "Ann" });
  await createUser({ userId: "bea", name: "Bea" });
  await createUser({ userId: "cid", name: "Cid" });
  await call("PUT", "/users/ann/labels", { body: { labels: ["vip", "pro"] } });
  await call("PUT", "/users/bea/labels", { body: { labels: ["vip"] } });
  await rows(
    "UPDATE users SET created_at = 1000 * seq, accessed_at = CASE id WHEN 'ann' THEN 5000 WHEN 'cid' THEN 4000 END",
  );
});

/** The ids that queries find, in their order. */
const find = async (...queries: readonly (Query | string)[]) => idsOf(await list({ queries })).ids;

describe("a list", () => {
  test("has the total first and every user as GET shows them, the oldest first", async () => {
    const answer = await list();
    expect(answer).toMatchObject({ status: 200, type: "application/json; charset=UTF-8" });
    expect(answer.text).toMatch(/^\{"total":5,"users":\[\{"\$id":"ronaldo7",/);
    expect(answer.body).toEqual({ total: 5, users: await Promise.all(all.map(readUser)) });
  });

  test("without its total counts nothing, in every spelling of no", async () => {
    for (const total of ["false", "False", "0"]) expect(idsOf(await list({ total }))).toEqual({ total: 0, ids: all });
    for (const total of ["true", "True", "1"]) expect(idsOf(await list({ total }))).toEqual({ total: 5, ids: all });
    for (const total of ["no", "", "FALSE"])
      expectInvalid(await list({ total }), "total", "Value must be a valid boolean");
  });

  test("is a page of 25 unless it says otherwise, and its total is of all", async () => {
    await rows(
      `INSERT INTO users (id, created_at, updated_at, name, name_folded, email_verification, phone_verification, hash,
         hash_options, status, labels, mfa, prefs, impersonator, words, write_id)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
       SELECT 'bulk' || i, 0, 0, 'Bulk', 'bulk', 0, 0, 'argon2', '{}', 1, '[]', 0, '{}', 0, '{}', '' FROM n`,
    );
    const bulk = [query("equal", "name", "Bulk")];
    try {
      expect(idsOf(await list({ queries: bulk }))).toMatchObject({ total: 30, ids: { length: 25 } });
      expect(idsOf(await list({ queries: [...bulk, query("limit", undefined, 30)] }))).toMatchObject({
        total: 30,
        ids: { length: 30 },
      });
      expect(idsOf(await list({ queries: [...bulk, query("limit", undefined, 5000)] })).ids).toHaveLength(30);
      expect(idsOf(await list({ queries: [...bulk, query("offset", undefined, 28)] }))).toEqual({
        total: 30,
        ids: ["bulk29", "bulk30"],
      });
      expect(idsOf(await list({ queries: [...bulk, query("offset", undefined, 99)] }))).toEqual({ total: 30, ids: [] });
    } finally {
      await rows("DELETE FROM users WHERE name = 'Bulk'");
    }
  });

  test("writes nothing", async () => {
    const before = await dump();
    await list({ search: "ronaldo", queries: [query("orderDesc", "name")] });
    expect(await dump()).toEqual(before);
  });

  test("ignores unknown parameters", async () => {
    expect((await call("GET", "/users?limit=1&offset=2&name=x")).body["total"]).toBe(5);
  });
});

describe("a query", () => {
  test.each([
    [query("equal", "name", "Lionel Messi"), ["user1"]],
    [query("equal", "name", "lionel messi"), ["user1"]],
    [query("equal", "email", "lionel.messi@psg.fr"), ["user1"]],
    [query("equal", "phone", "+910000000000"), ["ann"]],
    [query("equal", "$id", "ann", "bea", "nobody"), ["ann", "bea"]],
    [query("equal", "$id", "ANN"), []],
    [query("equal", "status", true), all],
    [query("equal", "status", false), []],
    [query("equal", "emailVerification", false), all],
    [query("equal", "emailVerification", true), []],
    [query("equal", "phoneVerification", false), all],
    [query("equal", "phoneVerification", true), []],
    [query("equal", "impersonator", true), []],
    [query("contains", "labels", "vip"), ["ann", "bea"]],
    [query("contains", "labels", "pro"), ["ann"]],
    [query("isNull", "email"), ["bea", "cid"]],
    [query("isNotNull", "phone"), ["ann"]],
    [query("startsWith", "name", "c"), [ronaldo, "cid"]],
    [query("notEqual", "name", "Ann"), [ronaldo, "user1", "bea", "cid"]],
    [query("greaterThan", "$createdAt", "1970-01-01T00:00:03.000+00:00"), ["bea", "cid"]],
    [query("between", "registration", "1970-01-01T00:00:02.000+00:00", "1970-01-01T00:00:03.000Z"), ["user1", "ann"]],
    [query("cursorAfter", undefined, ronaldo), ["user1", "ann", "bea", "cid"]],
    [query("cursorBefore", undefined, "user1"), [ronaldo]],
    [query("or", undefined, query("equal", "name", "Ann"), query("isNull", "email")), ["ann", "bea", "cid"]],
  ])("%j finds the expected users", async (each, ids) => {
    expect(await find(each)).toEqual(ids);
  });

  test("finds a user by the dates that the list shows, to the millisecond", async () => {
    const { passwordUpdate, registration } = await readUser("user1");
    expect(await find(query("equal", "passwordUpdate", passwordUpdate))).toContain("user1");
    expect(await find(query("equal", "registration", registration))).toEqual(["user1"]);
  });

  test.each([
    ["name", ["ann", "bea", "cid", ronaldo, "user1"]],
    ["$id", ["ann", "bea", "cid", ronaldo, "user1"]],
    ["$createdAt", all],
    ["registration", all],
    ["$sequence", all],
    ["$internalId", all],
  ])("orders by %s both ways, also among few", async (attribute, ascending) => {
    expect(await find(query("orderAsc", attribute))).toEqual(ascending);
    expect(await find(query("orderDesc", attribute))).toEqual(ascending.toReversed());
    const few = query("equal", "$id", "ann", "bea", "cid");
    const ofFew = ascending.filter((id) => ["ann", "bea", "cid"].includes(id));
    expect(await find(few, query("orderAsc", attribute))).toEqual(ofFew);
    expect(await find(few, query("orderDesc", attribute))).toEqual(ofFew.toReversed());
  });

  test("orders by an attribute that some do not have", async () => {
    const present = (ids: readonly string[]) => ids.filter((id) => ["ann", "cid"].includes(id));
    const [up, down] = [await find(query("orderAsc", "accessedAt")), await find(query("orderDesc", "accessedAt"))];
    expect(present(up)).toEqual(["cid", "ann"]);
    expect(present(down)).toEqual(["ann", "cid"]);
    expect(up.toSorted()).toEqual(all.toSorted());
  });

  test("pages forth and back by cursor through an order", async () => {
    const order = query("orderDesc", "name");
    const limit = query("limit", undefined, 2);
    const sorted = ["user1", ronaldo, "cid", "bea", "ann"];
    expect(await find(order, limit)).toEqual(sorted.slice(0, 2));
    expect(await find(order, limit, query("cursorAfter", undefined, sorted[1]))).toEqual(sorted.slice(2, 4));
    expect(await find(order, limit, query("cursorAfter", undefined, sorted[4]))).toEqual([]);
    expect(await find(order, limit, query("cursorBefore", undefined, sorted[4]))).toEqual(sorted.slice(2, 4));
    expect(await find(order, limit, query("cursorBefore", undefined, sorted[0]))).toEqual([]);
  });

  test("does not let the cursor change the total", async () => {
    expect(
      idsOf(await list({ queries: [query("cursorAfter", undefined, ronaldo), query("limit", undefined, 1)] })),
    ).toEqual({
      total: 5,
      ids: ["user1"],
    });
  });
});

describe("a query is refused", () => {
  test.each([
    ["that is not JSON", "equal(name, x)"],
    ["that is a list", "[]"],
    ["that is a text", '"x"'],
    ["without a method", "{}"],
    ["of an unknown method", query("like", "name", "x")],
    ["that selects", query("select", undefined, "name")],
    ["on an unknown attribute", query("equal", "password", "x")],
    ["on an attribute of another case", query("equal", "Name", "x")],
    ["on a property of every object", query("equal", "constructor", "x")],
    ["without values", query("equal", "name")],
    ["with a value of another type", query("equal", "name", 1)],
    ["with null", query("equal", "name", null)],
    ["with a text for a boolean", query("equal", "status", "true")],
    ["with an invalid date", query("equal", "registration", "yesterday")],
    ["equal on a list", query("equal", "labels", "vip")],
    ["contains on a boolean", query("contains", "status", true)],
    ["of a limit of 0", query("limit", undefined, 0)],
    ["of a limit above 5,000", query("limit", undefined, 5001)],
    ["of a limit without a number", query("limit")],
    ["of a negative offset", query("offset", undefined, -1)],
    ["with an invalid id as the cursor", query("cursorAfter", undefined, "_x")],
    ["of `or` with one condition", query("or", undefined, query("equal", "name", "x"))],
    ["of `or` with an order in it", query("or", undefined, query("orderAsc", "name"), query("equal", "name", "x"))],
    ["to order by a list", query("orderAsc", "labels")],
    ["to order by nothing", query("orderAsc", "")],
    ["of a geometric method", query("intersects", "name", [1, 2])],
    ["of a regular expression", query("regex", "name", ".*")],
  ])("%s", async (_, each) => {
    expectInvalid(await list({ queries: [each] }), "queries", /Invalid query/);
  });

  test("with the text that upstream's suite compares", async () => {
    expectInvalid(
      await list({ queries: [query("equal", "labels", "vip")] }),
      "queries",
      'Invalid query: Cannot query equal on attribute "labels" because it is an array.',
    );
    expectInvalid(
      await list({ queries: [query("equal", "password", "x")] }),
      "queries",
      "Invalid query: Attribute not found in schema: password",
    );
  });

  test("past 100 of them, or past 4,096 characters", async () => {
    const one = query("equal", "status", true);
    expect((await list({ queries: Array<Query>(100).fill(one) })).status).toBe(200);
    expectInvalid(await list({ queries: Array<Query>(101).fill(one) }), "queries");
    const long = (characters: number) => {
      const around = JSON.stringify(query("equal", "name", "")).length;
      return query("equal", "name", "x".repeat(characters - around));
    };
    expect((await list({ queries: [long(4096)] })).status).toBe(200);
    expectInvalid(await list({ queries: [long(4097)] }), "queries");
  });

  test("when queries is no list, or holds no texts", async () => {
    expectInvalid(await call("GET", "/users?queries=x"), "queries");
    expectInvalid(await call("GET", "/users?queries[a]=x"), "queries");
    expectInvalid(await call("GET", "/users?queries[0][method]=equal"), "queries");
  });

  test("when it cannot run, with a type of its own", async () => {
    expectRefusal(await list({ queries: [query("search", "name", "x")] }), "general_query_invalid");
    expectRefusal(await list({ queries: [query("notSearch", "email", "x")] }), "general_query_invalid");
  });

  test("when its cursor is no user, and when the cursor's row has no place in the order", async () => {
    expectRefusal(await list({ queries: [query("cursorAfter", undefined, "unknown")] }), "general_cursor_not_found");
    expectRefusal(await list({ queries: [query("cursorBefore", undefined, "ANN")] }), "general_cursor_not_found");
    const unplaced = [query("orderAsc", "email"), query("cursorAfter", undefined, "bea")];
    expectRefusal(await list({ queries: unplaced }), "database_query_order_null");
    const placed = [query("orderAsc", "email"), query("cursorAfter", undefined, "ann")];
    expect(await find(...placed)).toEqual([ronaldo, "user1"]);
  });
});

describe("a search", () => {
  test.each([
    ["Ronaldo", [ronaldo]],
    ["cristiano.ronaldo@manchester-united.co.uk", [ronaldo]],
    ["cristiano.ronaldo", [ronaldo]],
    ["manchester", [ronaldo]],
    ["united.co.uk", [ronaldo]],
    ["man", [ronaldo]],
    ["RONALDO cristiano", [ronaldo]],
    ['"Cristiano Ronaldo"', [ronaldo]],
    ['"Ronaldo Cristiano"', []],
    ['"cristiano.ronaldo@manchester-united.co.uk"', [ronaldo]],
    [ronaldo, [ronaldo]],
    ["user1", ["user1"]],
    ["+910000000000", ["ann"]],
    ["vip", ["ann", "bea"]],
    ["anchester", []],
    ["Ronaldo Messi", []],
    [">", []],
    ["@", []],
    ['""', []],
    ["%", []],
    ["*", []],
    ["' OR 1=1 --", []],
  ])("for %j finds %j", async (text, ids) => {
    expect(idsOf(await list({ search: text }))).toEqual({ total: ids.length, ids });
  });

  describe("spelled as people spell", () => {
    beforeAll(async () => {
      const people = {
        irish: "Conor O'Brien",
        italian: "D’Angelo",
        hawaiian: "ʻOkina",
        turkish: "Öztürk",
        french: "Anne-Marie",
      };
      for (const [userId, name] of Object.entries(people)) await call("POST", "/users", { body: { userId, name } });
      await call("POST", "/users", { body: { userId: "caller", phone: "+12025550123" } });
    });
    afterAll(async () => {
      for (const id of ["irish", "italian", "hawaiian", "turkish", "french", "caller"])
        await call("DELETE", `/users/${id}`);
    });

    test.each([
      ["obrien", "irish"],
      ["o'brien", "irish"],
      ["O’Brien", "irish"],
      ["conor obr", "irish"],
      ["brien", "irish"],
      ["dangelo", "italian"],
      ["d'angelo", "italian"],
      ["okina", "hawaiian"],
      ["'okina", "hawaiian"],
      ["ozturk", "turkish"],
      ["annemarie", "french"],
      ["anne marie", "french"],
      ["+12025550123", "caller"],
      ["+1 202 555 0123", "caller"],
      ["+1 (202) 555-0123", "caller"],
      ["(202) 555-0123", "caller"],
      ["001 202 555 0123", "caller"],
      ["202.555.0123", "caller"],
      ["2025550123", "caller"],
      ["5550123", "caller"],
      ["555-0123", "caller"],
      ["1202555", "caller"],
    ])("for %j finds one person", async (text, id) => {
      expect(idsOf(await list({ search: text }))).toEqual({ total: 1, ids: [id] });
    });

    test.each(["2025550124", "3025550123", "555-0124", "1 302 555 0123", "obrian"])(
      "for %j finds no user",
      async (text) => {
        expect(idsOf(await list({ search: text }))).toEqual({ total: 0, ids: [] });
      },
    );
  });

  test("is further filtered by queries", async () => {
    expect(idsOf(await list({ search: "vip", queries: [query("equal", "name", "Bea")] }))).toEqual({
      total: 1,
      ids: ["bea"],
    });
    expect(idsOf(await list({ search: "vip", queries: [query("orderDesc", "name")] }))).toEqual({
      total: 2,
      ids: ["bea", "ann"],
    });
    expect(idsOf(await list({ search: "vip", queries: [query("limit", undefined, 1)] }))).toEqual({
      total: 2,
      ids: ["ann"],
    });
    expect(idsOf(await list({ search: "vip", total: "false" }))).toEqual({ total: 0, ids: ["ann", "bea"] });
  });

  test("has 1 to 256 characters", async () => {
    expect(await search("x".repeat(256))).toEqual([]);
    expect(await search("😀".repeat(256))).toEqual([]);
    const text = "Value must be a valid string and at least 1 chars and no longer than 256 chars";
    expectInvalid(await list({ search: "x".repeat(257) }), "search", text);
    expectInvalid(await list({ search: "" }), "search", text);
    expectInvalid(await call("GET", "/users?search[]=x"), "search", text);
  });
});
