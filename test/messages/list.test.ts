/** GET /messaging/messages (docs/spec/queries.md#lists). test/queries tests the meaning of queries in general. */
import { beforeAll, describe, expect, test } from "vitest";
import { succeed } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { idsOf, query, type Query, queryString } from "../harness/lists.ts";
import { keepMessage } from "../harness/messages.ts";
import { record } from "../harness/recorder.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser } from "../harness/users.ts";

const recorder = record();

const all = ["first", "Second", "third", "fourth"];

beforeAll(async () => {
  const [ada, eve] = [await createUser({ userId: "ada" }), await createUser({ userId: "Eve" })];
  await keepMessage("first", { userId: ada, status: "sent", deliveredAt: 5_000 });
  await keepMessage("Second", { userId: eve, type: "sms", template: "phone-otp", error: "Twilio answered 503." });
  await keepMessage("third", { userId: ada, status: "failed", error: "SendGrid answered 401." });
  await keepMessage("fourth", { userId: eve, status: "sent", deliveredAt: 4_000 });
  await rows("UPDATE messages SET created_at = 1000 * seq, updated_at = 9000 - 1000 * seq");
});

const list = (parameters: Parameters<typeof queryString>[0] = {}, options: CallOptions = {}) =>
  call("GET", `/messaging/messages?${queryString(parameters)}`, options);

const page = async (parameters: Parameters<typeof queryString>[0] = {}) => idsOf(await list(parameters), "messages");

/** The ids that queries find, in their order; the total must be their number. */
async function find(...queries: readonly Query[]): Promise<readonly string[]> {
  const { ids, total } = await page({ queries });
  expect(total).toBe(ids.length);
  return ids;
}

const readMessage = async (id: string) => (await succeed(call("GET", `/messaging/messages/${id}`), 200)).body;

describe("a list", () => {
  test("has the total first and every message as GET shows it, the oldest first", async () => {
    const answer = await list();
    expect(answer.text).toMatch(/^\{"total":4,"messages":\[\{"\$id":"first",/);
    expect(answer.body).toEqual({ total: 4, messages: await Promise.all(all.map(readMessage)) });
    expect(answer.text).not.toMatch(/sealed/);
  });

  test("without its total counts no rows", async () => {
    for (const total of ["false", "0"]) expect(await page({ total })).toEqual({ total: 0, ids: all });
    expectInvalid(await list({ total: "no" }), "total");
  });

  test("has 25 messages where no limit says otherwise", async () => {
    await rows(
      `INSERT INTO messages (id, created_at, updated_at, user_seq, type, template, status, content, tries, next_at, deadline,
         delivered_at, error, expire)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
       SELECT 'bulk' || i, 0, 0, seq, 'sms', 'bulk', 'sent', NULL, 1, NULL, 0, 0, NULL, 0 FROM n, users WHERE id = 'ada'`,
    );
    try {
      expect(await page()).toMatchObject({ total: 34, ids: { length: 25 } });
      const queries = [query("limit", undefined, 30), query("offset", undefined, 10)];
      expect(await page({ queries })).toMatchObject({ total: 34, ids: { length: 24 } });
      expectInvalid(await list({ queries: [query("limit", undefined, 5_001)] }), "queries", /5,?000/);
    } finally {
      await rows("DELETE FROM messages WHERE template = 'bulk'");
    }
  });

  test("writes nothing, and requires messages.read", async () => {
    const before = await dump();
    const [reader, writer] = [
      await createKey({ scopes: ["messages.read"] }),
      await createKey({ scopes: ["messages.write", "users.read", "providers.read"] }),
    ];
    expect((await list({}, { key: reader })).status).toBe(200);
    expectRefusal(await list({}, { key: writer }), "general_unauthorized_scope");
    expectRefusal(await list({}, { key: null }), "general_unauthorized_scope");
    expect({ ...(await dump()), keys: [], sqlite_sequence: [] }).toEqual({ ...before, keys: [], sqlite_sequence: [] });
  });

  test("cannot be searched, and says so", async () => {
    expectRefusal(await list({ search: "first" }), "general_query_invalid");
    expectInvalid(await list({ search: "" }), "search");
    expectInvalid(await list({ search: "x".repeat(257) }), "search");
  });
});

describe("a filter", () => {
  test.each<[attribute: string, Query, readonly string[]]>([
    ["status", query("equal", "status", "failed"), ["third"]],
    ["status, of two", query("equal", "status", "failed", "PROCESSING"), ["Second", "third"]],
    ["status, not equal", query("notEqual", "status", "sent"), ["Second", "third"]],
    ["providerType", query("equal", "providerType", "sms"), ["Second"]],
    ["users", query("equal", "users", "ada"), ["first", "third"]],
    ["users, as of a list", query("contains", "users", "Eve"), ["Second", "fourth"]],
    ["users, in another case", query("equal", "users", "ADA", "eve"), []],
    ["deliveredAt", query("greaterThan", "deliveredAt", "1970-01-01T00:00:04Z"), ["first"]],
    ["deliveredAt, never", query("isNull", "deliveredAt"), ["Second", "third"]],
    ["$id", query("equal", "$id", "Second"), ["Second"]],
    ["$id, in another case", query("equal", "$id", "SECOND"), []],
    ["$createdAt", query("greaterThan", "$createdAt", "1970-01-01T00:00:02Z"), ["third", "fourth"]],
    ["$updatedAt", query("lessThanEqual", "$updatedAt", "1970-01-01T00:00:06Z"), ["third", "fourth"]],
    ["$sequence", query("greaterThan", "$sequence", 3), ["fourth"]],
  ])("on %s", async (_, filter, ids) => {
    expect(await find(filter)).toEqual(ids);
  });

  test.each(["content", "data", "template", "error", "deliveryErrors", "to", "user_seq"])(
    "on %s is refused",
    async (attribute) => {
      expectInvalid(await list({ queries: [query("equal", attribute, "x")] }), "queries", /Invalid query/);
    },
  );
});

describe("as many conditions as a list may have", () => {
  /** Spread over several queries, each within its length. */
  const conditions = (method: string, attribute: string) => {
    const values = Array.from({ length: 27 }, (_, i) => query(method, attribute, `a${i}`));
    return Array.from({ length: 17 }, () => query("or", undefined, ...values));
  };

  test("are taken where they fit into a statement", async () => {
    expect(await find(...conditions("equal", "status"))).toEqual([]);
  });

  test.each([
    ["/messaging/messages", "equal", "users"],
    ["/messaging/messages", "notStartsWith", "users"],
    ["/users/ada/targets", "equal", "userId"],
  ])("are refused at %s where they do not, such as %s of %s", async (path, method, attribute) => {
    const answer = await call("GET", `${path}?${queryString({ queries: conditions(method, attribute) })}`);
    expectInvalid(answer, "queries", /Invalid query: there are too many conditions on these attributes/);
  });
});

describe("an order", () => {
  test.each<[attribute: string, ascending: readonly string[]]>([
    ["$id", ["first", "fourth", "Second", "third"]],
    ["$createdAt", all],
    ["$updatedAt", all.toReversed()],
    ["status", ["third", "Second", "first", "fourth"]],
    ["deliveredAt", ["Second", "third", "fourth", "first"]],
  ])("by %s, both ways", async (attribute, ascending) => {
    expect(await find(query("orderAsc", attribute))).toEqual(ascending);
    expect(await find(query("orderDesc", attribute))).toEqual(ascending.toReversed());
  });

  test("has cursors", async () => {
    const after = (id: string) => query("cursorAfter", undefined, id);
    expect(await page({ queries: [after("Second")] })).toEqual({ total: 4, ids: ["third", "fourth"] });
    expect(await page({ queries: [query("orderDesc", "$createdAt"), after("third")] })).toEqual({
      total: 4,
      ids: ["Second", "first"],
    });
    expectRefusal(await list({ queries: [after("nobody")] }), "general_cursor_not_found");
    expectRefusal(
      await list({ queries: [query("orderAsc", "deliveredAt"), after("third")] }),
      "database_query_order_null",
    );
  });
});

test("a page costs what it shows, however many messages there are", async () => {
  await rows(
    `INSERT INTO messages (id, created_at, updated_at, user_seq, type, template, status, content, tries, next_at, deadline,
       delivered_at, error, expire)
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
     SELECT 'many' || i, 0, 0, seq, 'sms', 'many', 'sent', NULL, 1, NULL, 0, 0, NULL, 0 FROM n, users WHERE id = 'ada'`,
  );
  try {
    const queries = [query("limit", undefined, 10), query("cursorAfter", undefined, "many500")];
    const answer = await list({ queries, total: "false" }, { fetch: recorder.fetch });
    expect(idsOf(answer, "messages").ids).toEqual(Array.from({ length: 10 }, (_, i) => `many${501 + i}`));
    expect(recorder.take().rowsRead).toBeLessThanOrEqual(30);
  } finally {
    await rows("DELETE FROM messages WHERE template = 'many'");
  }
});
