/** GET /users/identities (docs/spec/users.md#identities). test/queries tests the meaning of queries in general. */
import { beforeAll, describe, expect, test, vi } from "vitest";
import { call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { makeIdentity } from "../harness/identities.ts";
import { createKey } from "../harness/keys.ts";
import { idsOf, query, type Query, queryString } from "../harness/lists.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser } from "../harness/users.ts";

const all = ["Octocat", "goo", "msft", "late"];

beforeAll(async () => {
  await createUser({ userId: "Ada" });
  await createUser({ userId: "bob" });
  await makeIdentity("Ada", {
    id: "Octocat",
    createdAt: 1_000,
    updatedAt: 9_000,
    providerUid: "AbC",
    providerEmail: "ada@id.example",
    accessToken: "gho_access",
    accessTokenExpiry: 4_000_000_000_123,
    refreshToken: "ghr_refresh",
  });
  await makeIdentity("Ada", { id: "goo", createdAt: 2_000, updatedAt: 8_000, provider: "google", providerUid: "42" });
  await makeIdentity("bob", {
    id: "msft",
    createdAt: 3_000,
    updatedAt: 7_000,
    provider: "microsoft",
    providerUid: "abc",
  });
  await makeIdentity("bob", {
    id: "late",
    createdAt: 4_000,
    updatedAt: 6_000,
    provider: "oidc",
    providerUid: "42",
    providerEmail: null,
    accessToken: "spent",
    accessTokenExpiry: 5_000,
  });
});

const list = (parameters: Parameters<typeof queryString>[0] = {}, options: CallOptions = {}) =>
  call("GET", `/users/identities?${queryString(parameters)}`, options);

const page = async (...queries: readonly Query[]) => idsOf(await list({ queries }), "identities");

/** The ids that queries find, in their order; the total must be their number. */
async function find(...queries: readonly Query[]): Promise<readonly string[]> {
  const { ids, total } = await page(...queries);
  expect(total).toBe(ids.length);
  return ids;
}

describe("a list of everybody's identities", () => {
  test("has the total first, then every identity whole, the oldest first, its tokens as the provider gave them", async () => {
    const { body, text } = await list();
    expect(text).toMatch(/^\{"total":4,"identities":\[\{"\$id":"Octocat",/);
    expect(body["identities"]).toEqual([
      {
        $id: "Octocat",
        $createdAt: "1970-01-01T00:00:01.000+00:00",
        $updatedAt: "1970-01-01T00:00:09.000+00:00",
        userId: "Ada",
        provider: "github",
        providerUid: "AbC",
        providerEmail: "ada@id.example",
        providerAccessToken: "gho_access",
        providerAccessTokenExpiry: "2096-10-02T07:06:40.123+00:00",
        providerRefreshToken: "ghr_refresh",
      },
      expect.objectContaining({ $id: "goo", userId: "Ada" }),
      expect.objectContaining({ $id: "msft", userId: "bob" }),
      {
        $id: "late",
        $createdAt: "1970-01-01T00:00:04.000+00:00",
        $updatedAt: "1970-01-01T00:00:06.000+00:00",
        userId: "bob",
        provider: "oidc",
        providerUid: "42",
        providerEmail: "",
        providerAccessToken: "spent",
        providerAccessTokenExpiry: "1970-01-01T00:00:05.000+00:00",
        providerRefreshToken: "",
      },
    ]);
  });

  test("cannot be mistaken for a user with the id `identities`", async () => {
    expectInvalid(await call("POST", "/users", { body: { userId: "identities" } }), "userId", /is reserved/);
    expect(idsOf(await list(), "identities")).toEqual({ total: 4, ids: all });
  });

  test("without its total counts no rows", async () => {
    for (const total of ["false", "0"])
      expect(idsOf(await list({ total }), "identities")).toEqual({ total: 0, ids: all });
    expectInvalid(await list({ total: "no" }), "total");
  });

  test("opens the tokens of the page's rows and of no others", async () => {
    const opened = vi.spyOn(crypto.subtle, "decrypt");
    await page(query("equal", "$id", "goo", "msft"));
    expect(opened).not.toHaveBeenCalled();
    await page(query("limit", undefined, 1));
    expect(opened).toHaveBeenCalledTimes(2);
    opened.mockRestore();
  });

  test("keeps no token as it is in the database", async () => {
    const [row] = await rows(
      "SELECT provider_access_token AS a, provider_refresh_token AS r FROM identities WHERE id = 'Octocat'",
    );
    for (const sealed of [row?.["a"], row?.["r"]]) expect(sealed).toMatch(/^[0-9a-f]{8}\.[\w-]{16}\.[\w-]{22,}$/);
  });

  test("leaves out a token that is sealed for another row, and shows the other rows whole", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const move = (to: string, from: string) =>
      rows(
        "UPDATE identities SET provider_access_token = (SELECT provider_refresh_token FROM identities WHERE id = ?2) WHERE id = ?1",
        to,
        from,
      );
    await move("goo", "Octocat");
    const answer = await list();
    const { body, text } = answer;
    await rows("UPDATE identities SET provider_access_token = NULL WHERE id = 'goo'");
    expect(idsOf(answer, "identities")).toEqual({ total: 4, ids: all });
    expect(body).toMatchObject({ identities: [{}, { $id: "goo", providerAccessToken: "" }, {}, {}] });
    expect(text.match(/ghr_refresh/g)).toHaveLength(1);
    vi.restoreAllMocks();
  });
});

describe("queries", () => {
  test.each<[string, Query, readonly string[]]>([
    ["the user's id", query("equal", "userId", "Ada"), ["Octocat", "goo"]],
    ["the user's id in another case: no user", query("equal", "userId", "ada"), []],
    ["several users", query("equal", "userId", "bob", "nobody"), ["msft", "late"]],
    ["all users except one", query("notEqual", "userId", "Ada"), ["msft", "late"]],
    ["the start of the user's id", query("startsWith", "userId", "A"), ["Octocat", "goo"]],
    ["the provider, in any case", query("equal", "provider", "GitHub"), ["Octocat"]],
    ["the provider's id", query("equal", "providerUid", "42"), ["goo", "late"]],
    ["the provider's id, case-sensitive", query("equal", "providerUid", "abc"), ["msft"]],
    ["the provider's email, in any case", query("equal", "providerEmail", "Ada@ID.example"), ["Octocat"]],
    ["no email", query("isNull", "providerEmail"), ["late"]],
    ["part of the email", query("contains", "providerEmail", "ada@"), ["Octocat"]],
    ["no expiry of the token", query("isNull", "providerAccessTokenExpiry"), ["goo", "msft"]],
    [
      "the expiry of the token, as shown",
      query("equal", "providerAccessTokenExpiry", "2096-10-02T07:06:40.123+00:00"),
      ["Octocat"],
    ],
    ["expired tokens", query("lessThan", "providerAccessTokenExpiry", "2000-01-01"), ["late"]],
    ["its id", query("equal", "$id", "Octocat"), ["Octocat"]],
    ["its creation", query("greaterThan", "$createdAt", "1970-01-01T00:00:02.000Z"), ["msft", "late"]],
    ["its change", query("between", "$updatedAt", "1970-01-01T00:00:06Z", "1970-01-01T00:00:07Z"), ["msft", "late"]],
  ])("find by %s", async (_, filter, ids) => {
    expect(await find(filter)).toEqual(ids);
  });

  test.each<[string, readonly string[]]>([
    ["$id", ["goo", "late", "msft", "Octocat"]],
    ["$createdAt", all],
    ["$updatedAt", all.toReversed()],
    ["$sequence", all],
    ["userId", all],
    ["provider", ["Octocat", "goo", "msft", "late"]],
    ["providerUid", ["goo", "late", "Octocat", "msft"]],
    ["providerEmail", ["late", "Octocat", "goo", "msft"]],
    ["providerAccessTokenExpiry", ["goo", "msft", "late", "Octocat"]],
  ])("order by %s", async (attribute, ids) => {
    expect(await find(query("orderAsc", attribute))).toEqual(ids);
  });

  test("page by cursor, limit and offset, and count all matches", async () => {
    expect(await page(query("cursorAfter", undefined, "goo"))).toEqual({ total: 4, ids: ["msft", "late"] });
    expect(await page(query("cursorBefore", undefined, "msft"), query("limit", undefined, 1))).toEqual({
      total: 4,
      ids: ["goo"],
    });
    expect(await page(query("equal", "userId", "bob"), query("offset", undefined, 1))).toEqual({
      total: 2,
      ids: ["late"],
    });
  });

  test("that are invalid are refused with the reason", async () => {
    const ask = (...queries: readonly Query[]) => list({ queries });
    for (const name of ["name", "providerAccessToken", "providerRefreshToken", "userSeq"]) {
      expectInvalid(await ask(query("equal", name, "x")), "queries", /Attribute not found in schema/);
    }
    expectInvalid(await ask(query("select", undefined, "provider")), "queries");
    expectInvalid(await ask(query("limit", undefined, 5_001)), "queries", /5,?000/);
    expectRefusal(await ask(query("search", "providerEmail", "ada")), "general_query_invalid");
    expectRefusal(await ask(query("cursorAfter", undefined, "unknown")), "general_cursor_not_found");
    expectRefusal(
      await ask(query("cursorAfter", undefined, "late"), query("orderAsc", "providerEmail")),
      "database_query_order_null",
    );
  });
});

describe("a search", () => {
  test("for any text is refused, because identities are not searchable", async () => {
    for (const search of ["identity", "Octocat", ">"]) expectRefusal(await list({ search }), "general_query_invalid");
  });

  test("for an empty text, or for more than 256 characters, is invalid", async () => {
    for (const search of ["", "x".repeat(257)]) expectInvalid(await list({ search }), "search");
  });
});

test("reading requires `users.read`", async () => {
  expect((await list({}, { key: await createKey({ scopes: ["users.read"] }) })).status).toBe(200);
  const key = await createKey({ scopes: ["users.write", "sessions.read", "targets.read"] });
  expectRefusal(await list({}, { key }), "general_unauthorized_scope");
});
