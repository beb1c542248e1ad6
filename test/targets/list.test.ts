/** GET /users/{userId}/targets (docs/spec/users.md#targets). test/queries tests the meaning of queries in general. */
import { beforeAll, describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { idsOf, query, type Query, queryString } from "../harness/lists.ts";
import { makeProvider } from "../harness/providers.ts";
import { record } from "../harness/recorder.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { makeTarget, readTarget } from "../harness/targets.ts";
import { createUser } from "../harness/users.ts";

const userId = "Lister";
const all = ["mail", "Number", "phone", "tablet"];

beforeAll(async () => {
  await createUser({ userId });
  await createUser({ userId: "other", email: "other@mail.example" });
  await makeProvider("fcm", { providerId: "Fcm" });
  await makeTarget(userId, { targetId: "mail", providerType: "email", identifier: "Lister@mail.example" });
  await makeTarget("other", { targetId: "foreign", identifier: "foreign", providerId: "Fcm" });
  await makeTarget(userId, { targetId: "Number", providerType: "sms", identifier: "+15550000001" });
  await makeTarget(userId, { targetId: "phone", identifier: "phone", providerId: "Fcm" });
  await makeTarget(userId, { targetId: "tablet", identifier: "PHONE-2", providerId: "Fcm" });
  await rows("UPDATE targets SET created_at = 1000 * seq, updated_at = 9000 - 1000 * seq");
});

const list = (parameters: Parameters<typeof queryString>[0] = {}, user = userId) =>
  call("GET", `/users/${user}/targets?${queryString(parameters)}`);

const page = async (...queries: readonly Query[]) => idsOf(await list({ queries }), "targets");

/** The ids that queries find, in their order; the total must be their number. */
async function find(...queries: readonly Query[]): Promise<readonly string[]> {
  const { ids, total } = await page(...queries);
  expect(total).toBe(ids.length);
  return ids;
}

describe("a list", () => {
  test("has the total first and every target of the user as GET shows it, the oldest first", async () => {
    const answer = await list();
    expect(answer.text).toMatch(/^\{"total":4,"targets":\[\{"\$id":"mail",/);
    expect(answer.body).toEqual({ total: 4, targets: await Promise.all(all.map((id) => readTarget(userId, id))) });
  });

  test("without its total counts no rows", async () => {
    for (const total of ["false", "0"]) expect(idsOf(await list({ total }), "targets")).toEqual({ total: 0, ids: all });
    expectInvalid(await list({ total: "no" }), "total");
  });

  test("of an unknown user is a 404, after its queries were found valid", async () => {
    expectRefusal(await list({}, "nobody"), "user_not_found");
    expectRefusal(await list({}, "lister"), "user_not_found");
    expectInvalid(await list({ queries: [query("limit", undefined, 0)] }, "nobody"), "queries");
  });

  test("of a user without any is empty", async () => {
    const bare = await createUser();
    expect((await list({}, bare)).body).toEqual({ total: 0, targets: [] });
  });

  test("has 25 targets where no limit says otherwise, and reads those of no other user", async () => {
    const many = await createUser();
    await rows(
      `INSERT INTO targets (id, created_at, updated_at, user_seq, provider_type, identifier, expired)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
       SELECT 'bulk' || i, 0, 0, seq, 'push', 'bulk' || i, 0 FROM n, users WHERE id = ?`,
      many,
    );
    expect(idsOf(await list({}, many), "targets")).toMatchObject({ total: 300, ids: { length: 25 } });
    const { fetch, take } = record();
    const answer = await call("GET", `/users/${userId}/targets`, { fetch });
    expect(answer.body).toMatchObject({ total: 4 });
    const { roundTrips, rowsRead, rowsWritten } = take();
    expect({ statements: roundTrips.map(({ length }) => length), rowsWritten }).toEqual({
      statements: [3],
      rowsWritten: 0,
    });
    expect(rowsRead).toBeLessThan(30);
    expectInvalid(await list({ queries: [query("limit", undefined, 5_001)] }), "queries", /5,?000/);
  });

  test("writes nothing", async () => {
    const before = await dump();
    await list({ queries: [query("orderDesc", "identifier")] });
    expect(await dump()).toEqual(before);
  });
});

describe("a filter", () => {
  test.each<[attribute: string, Query, readonly string[]]>([
    ["identifier", query("equal", "identifier", "lister@MAIL.example"), ["mail"]],
    ["identifier, one of several", query("equal", "identifier", "phone", "phone-2"), ["phone", "tablet"]],
    ["identifier, its start", query("startsWith", "identifier", "phone"), ["phone", "tablet"]],
    ["identifier, within", query("contains", "identifier", "@"), ["mail"]],
    ["identifier of another user", query("equal", "identifier", "foreign"), []],
    ["providerType", query("equal", "providerType", "push"), ["phone", "tablet"]],
    ["providerType, not equal", query("notEqual", "providerType", "push"), ["mail", "Number"]],
    ["providerId", query("equal", "providerId", "Fcm"), ["phone", "tablet"]],
    ["providerId, in another case", query("equal", "providerId", "fcm"), []],
    ["providerId, none", query("isNull", "providerId"), ["mail", "Number"]],
    ["userId", query("equal", "userId", userId), all],
    ["userId of another user", query("equal", "userId", "other"), []],
    ["userId, but theirs", query("notEqual", "userId", userId), []],
    ["$id", query("equal", "$id", "Number"), ["Number"]],
    ["$id, in another case", query("equal", "$id", "number"), []],
    ["$id of another user's", query("equal", "$id", "foreign"), []],
    ["$createdAt", query("greaterThan", "$createdAt", "1970-01-01T00:00:04Z"), ["phone", "tablet"]],
    ["$updatedAt", query("greaterThanEqual", "$updatedAt", "1970-01-01T00:00:05Z"), ["mail", "Number"]],
    [
      "one of two",
      query("or", undefined, query("equal", "$id", "foreign", "mail"), query("equal", "identifier", "phone")),
      ["mail", "phone"],
    ],
  ])("on %s", async (_, filter, ids) => {
    expect(await find(filter)).toEqual(ids);
  });

  test.each([
    query("equal", "name", "x"),
    query("equal", "expired", true),
    query("equal", "userSeq", 1),
    query("equal", "sessionSeq", 1),
    query("orderAsc", "name"),
    query("select", undefined, "identifier"),
  ])("is refused as %j", async (refused) => {
    expectInvalid(await list({ queries: [refused] }), "queries", /Invalid query/);
  });

  test("that searches a text is refused", async () => {
    expectRefusal(await list({ queries: [query("search", "identifier", "phone")] }), "general_query_invalid");
  });
});

describe("an order", () => {
  test.each<[attribute: string, ascending: readonly string[]]>([
    ["$id", ["mail", "Number", "phone", "tablet"]],
    ["$createdAt", all],
    ["$updatedAt", all.toReversed()],
    ["identifier", ["Number", "mail", "phone", "tablet"]],
    ["providerType", ["mail", "phone", "tablet", "Number"]],
    ["providerId", ["mail", "Number", "phone", "tablet"]],
  ])("by %s, both ways", async (attribute, ascending) => {
    expect(await find(query("orderAsc", attribute))).toEqual(ascending);
    expect(await find(query("orderDesc", attribute))).toEqual(ascending.toReversed());
  });

  test("has cursors, to the user's own targets only", async () => {
    const after = (id: string) => query("cursorAfter", undefined, id);
    expect(await page(after("Number"))).toEqual({ total: 4, ids: ["phone", "tablet"] });
    expect(await page(query("cursorBefore", undefined, "phone"))).toEqual({ total: 4, ids: ["mail", "Number"] });
    expect(await page(query("orderAsc", "identifier"), after("Number"))).toMatchObject({
      ids: ["mail", "phone", "tablet"],
    });
    for (const id of ["nobody", "foreign", "number"]) {
      expectRefusal(await list({ queries: [after(id)] }), "general_cursor_not_found");
    }
    const queries = [query("orderAsc", "providerId"), after("mail")];
    expectRefusal(await list({ queries }), "database_query_order_null");
  });
});
