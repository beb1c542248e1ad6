/**
 * GET /messaging/providers (docs/spec/queries.md#lists, docs/spec/messaging.md#providers). test/queries tests the
 * meaning of queries in general.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { call, type CallOptions } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { idsOf, query, type Query, queryString } from "../harness/lists.ts";
import { kindCase } from "../harness/provider-kinds.ts";
import { makeProvider, readProvider } from "../harness/providers.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser } from "../harness/users.ts";

const all = ["first", "Second", "third", "fourth"];

beforeAll(async () => {
  const { credentials, options } = kindCase("sendgrid");
  await makeProvider("sendgrid", {
    providerId: "first",
    name: "Post Office",
    ...credentials,
    ...options,
    enabled: true,
  });
  await makeProvider("fcm", { providerId: "Second", name: "Élan" });
  await makeProvider("twilio", { providerId: "third", name: "post" });
  await makeProvider("smtp", { providerId: "fourth", name: "Backup post" });
  // A user's words are in the same table.
  await createUser({ userId: "third", name: "Post Man", email: "post@mail.example" });
  await rows("UPDATE providers SET created_at = 1000 * seq, updated_at = 9000 - 1000 * seq");
});

const list = (parameters: Parameters<typeof queryString>[0] = {}, options: CallOptions = {}) =>
  call("GET", `/messaging/providers?${queryString(parameters)}`, options);

const page = async (parameters: Parameters<typeof queryString>[0] = {}) => idsOf(await list(parameters), "providers");

/** The ids that queries find, in their order; the total must be their number. */
async function find(...queries: readonly Query[]): Promise<readonly string[]> {
  const { ids, total } = await page({ queries });
  expect(total).toBe(ids.length);
  return ids;
}

describe("a list", () => {
  test("has the total first and every provider as GET shows it, the oldest first, without its secrets", async () => {
    const answer = await list();
    expect(answer.text).toMatch(/^\{"total":4,"providers":\[\{"\$id":"first",/);
    expect(answer.body).toEqual({ total: 4, providers: await Promise.all(all.map(readProvider)) });
    expect(answer.text).not.toMatch(/hush/);
  });

  test("without its total counts no rows", async () => {
    for (const total of ["false", "0"]) expect(await page({ total })).toEqual({ total: 0, ids: all });
    expectInvalid(await list({ total: "no" }), "total");
  });

  test("has 25 providers where no limit says otherwise", async () => {
    await rows(
      `INSERT INTO providers (id, created_at, updated_at, name, name_folded, provider, type, enabled, credentials, options, words)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
       SELECT 'bulk' || i, 0, 0, 'Bulk', 'bulk', 'fcm', 'push', 0, '', '{}', '{}' FROM n`,
    );
    try {
      expect(await page()).toMatchObject({ total: 34, ids: { length: 25 } });
      const queries = [query("limit", undefined, 30), query("offset", undefined, 10)];
      expect(await page({ queries })).toMatchObject({ total: 34, ids: { length: 24 } });
      expectInvalid(await list({ queries: [query("limit", undefined, 5_001)] }), "queries", /5,?000/);
    } finally {
      await rows("DELETE FROM providers WHERE name = 'Bulk'");
    }
  });

  test("writes nothing, and requires providers.read", async () => {
    const before = await dump();
    const [reader, writer] = [
      await createKey({ scopes: ["providers.read"] }),
      await createKey({ scopes: ["providers.write", "users.read"] }),
    ];
    expect((await list({}, { key: reader })).status).toBe(200);
    expectRefusal(await list({}, { key: writer }), "general_unauthorized_scope");
    expectRefusal(await list({}, { key: null }), "general_unauthorized_scope");
    expect({ ...(await dump()), keys: [], sqlite_sequence: [] }).toEqual({ ...before, keys: [], sqlite_sequence: [] });
  });
});

describe("a filter", () => {
  test.each<[attribute: string, Query, readonly string[]]>([
    ["name", query("equal", "name", "POST"), ["third"]],
    ["name, folded", query("equal", "name", "elan", "Post office"), ["first", "Second"]],
    ["name, its start", query("startsWith", "name", "post"), ["first", "third"]],
    ["name, within", query("contains", "name", "POST"), ["first", "third", "fourth"]],
    ["provider", query("equal", "provider", "twilio", "SMTP"), ["third", "fourth"]],
    ["provider, not equal", query("notEqual", "provider", "twilio"), ["first", "Second", "fourth"]],
    ["type", query("equal", "type", "email"), ["first", "fourth"]],
    ["enabled", query("equal", "enabled", true), ["first"]],
    ["enabled, not", query("equal", "enabled", false), ["Second", "third", "fourth"]],
    ["$id", query("equal", "$id", "Second"), ["Second"]],
    ["$id, in another case", query("equal", "$id", "SECOND"), []],
    ["$createdAt", query("greaterThan", "$createdAt", "1970-01-01T00:00:02Z"), ["third", "fourth"]],
    ["$updatedAt", query("lessThanEqual", "$updatedAt", "1970-01-01T00:00:06Z"), ["third", "fourth"]],
    ["$sequence", query("greaterThan", "$sequence", 3), ["fourth"]],
  ])("on %s", async (_, filter, ids) => {
    expect(await find(filter)).toEqual(ids);
  });

  test.each([
    query("equal", "credentials", "x"),
    query("startsWith", "credentials", "x"),
    query("equal", "options", "x"),
    query("equal", "words", "x"),
    query("equal", "enabled", "true"),
    query("orderAsc", "credentials"),
    query("select", undefined, "name"),
  ])("is refused as %j", async (refused) => {
    expectInvalid(await list({ queries: [refused] }), "queries", /Invalid query/);
  });

  test("that searches a text is refused: there is a parameter for it", async () => {
    expectRefusal(await list({ queries: [query("search", "name", "post")] }), "general_query_invalid");
  });
});

describe("an order", () => {
  test.each<[attribute: string, ascending: readonly string[]]>([
    ["$id", ["first", "fourth", "Second", "third"]],
    ["$createdAt", all],
    ["$updatedAt", all.toReversed()],
    ["name", ["fourth", "Second", "third", "first"]],
    ["provider", ["Second", "first", "fourth", "third"]],
    ["type", ["first", "fourth", "Second", "third"]],
    ["enabled", ["Second", "third", "fourth", "first"]],
  ])("by %s, both ways", async (attribute, ascending) => {
    expect(await find(query("orderAsc", attribute))).toEqual(ascending);
    expect(await find(query("orderDesc", attribute))).toEqual(ascending.toReversed());
  });

  test("has cursors", async () => {
    const after = (id: string) => query("cursorAfter", undefined, id);
    expect(await page({ queries: [after("Second")] })).toEqual({ total: 4, ids: ["third", "fourth"] });
    expect(await page({ queries: [query("cursorBefore", undefined, "third")] })).toEqual({
      total: 4,
      ids: ["first", "Second"],
    });
    expect((await page({ queries: [query("orderAsc", "name"), after("Second")] })).ids).toEqual(["third", "first"]);
    expectRefusal(await list({ queries: [after("nobody")] }), "general_cursor_not_found");
  });
});

describe("a search", () => {
  test.each<[text: string, ids: readonly string[]]>([
    ["post", ["first", "third", "fourth"]],
    ["POST off", ["first"]],
    ['"backup post"', ["fourth"]],
    ["elan", ["Second"]],
    ["second", ["Second"]],
    ["twilio", ["third"]],
    ["email post", ["first", "fourth"]],
    ["man", []],
    ["hush", []],
    [">", []],
  ])("for %j", async (search, ids) => {
    expect(await page({ search })).toEqual({ total: ids.length, ids });
  });

  test("joins queries", async () => {
    expect(await page({ search: "post", queries: [query("equal", "type", "email")] })).toEqual({
      total: 2,
      ids: ["first", "fourth"],
    });
  });

  test("is of 1 to 256 characters", async () => {
    expectInvalid(await list({ search: "" }), "search");
    expectInvalid(await list({ search: "x".repeat(257) }), "search");
    expect(await page({ search: "x".repeat(256) })).toEqual({ total: 0, ids: [] });
  });

  test("of users does not find providers", async () => {
    expect(idsOf(await call("GET", "/users?search=post"))).toEqual({ total: 1, ids: ["third"] });
    expect(idsOf(await call("GET", "/users?search=twilio"))).toEqual({ total: 0, ids: [] });
  });
});
