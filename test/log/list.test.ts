/** GET /users/{userId}/logs (docs/spec/logs.md#reading, docs/decisions/0017-upstream-differences.md#log). */
import { beforeAll, describe, expect, test } from "vitest";
import { bearing, beginSession, createJwt, withJwt } from "../harness/account.ts";
import { type Answer, call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { query, type Query, queryString } from "../harness/lists.ts";
import { record } from "../harness/recorder.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser, date, fresh } from "../harness/users.ts";

type Log = Readonly<Record<string, unknown>>;

interface ListOptions {
  readonly queries?: readonly (Query | string)[];
  readonly total?: string;
}

const listOf = (userId: string, parameters: ListOptions = {}): Promise<Answer> =>
  call("GET", `/users/${userId}/logs?${queryString(parameters)}`);

async function logsOf(userId: string, ...queries: readonly Query[]): Promise<{ total: number; logs: readonly Log[] }> {
  const { body, status, text } = await listOf(userId, { queries });
  if (status !== 200) throw new Error(`The list was refused: ${text}`);
  return body as { total: number; logs: readonly Log[] };
}

const valuesOf = (logs: readonly Log[], name: string) => logs.map((log) => log[name]);

/** Adds rows to a user's log, one each second from the epoch on; every tenth is a session's. */
const fill = (userId: string, count: number) =>
  rows(
    `INSERT INTO logs (created_at, event, resource, user_seq, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     SELECT i * 1000, iif(i % 10 = 0, 'session.create', 'user.update'), 'user/' || ?,
       (SELECT seq FROM users WHERE id = ?), 'user', ?, '', '', '', 'agent ' || i FROM n`,
    count,
    userId,
    userId,
    userId,
  );

/** A user with this many rows in their log, and no others. */
async function createFilled(count: number): Promise<string> {
  const userId = await createUser();
  await rows("DELETE FROM logs");
  await fill(userId, count);
  return userId;
}

const second = (number: number) => new Date(number * 1000).toISOString();

test("shows a user's sign-up by a key and their own acts, newest first, with all fields in their order", async () => {
  const chrome =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.77 Safari/537.36";
  const userId = fresh();
  const key = await createKey({ id: "desk", name: "Support desk", scopes: ["users.read", "users.write"] });
  const forwarded = { "x-forwarded-for": "203.0.113.9", "x-forwarded-user-agent": "curl/8.5.0" };
  const fields = { userId, email: `${userId}@mail.example`, name: "Ann" };
  expect((await call("POST", "/users", { key, headers: forwarded, body: fields })).status).toBe(201);
  const { secret } = await beginSession(userId);
  await rows("DELETE FROM logs WHERE event = 'session.create'");
  const options = bearing(secret);
  const headers = { ...options.headers, "cf-connecting-ip": "198.51.100.7", "user-agent": chrome };
  expect((await call("PATCH", "/account/name", { ...options, headers, body: { name: "Anna" } })).status).toBe(200);
  await rows("UPDATE logs SET country = 'fr' WHERE ip = '198.51.100.7'");

  const answer = await listOf(userId);
  expect(answer.status).toBe(200);
  const none = { osCode: "", osName: "", osVersion: "", clientCode: "", clientEngine: "", clientEngineVersion: "" };
  const unknown = { deviceName: "", deviceBrand: "", deviceModel: "", countryCode: "--", countryName: "Unknown" };
  expect(answer.body).toEqual({
    total: 2,
    logs: [
      {
        $id: expect.stringMatching(/^[1-9]\d*$/),
        event: "user.update",
        userId,
        userEmail: `${userId}@mail.example`,
        userName: "Ann",
        mode: "default",
        userType: "user",
        ip: "198.51.100.7",
        time: date,
        osCode: "WIN",
        osName: "Windows",
        osVersion: "10",
        clientType: "browser",
        clientCode: "CH",
        clientName: "Chrome",
        clientVersion: "70.0",
        clientEngine: "Blink",
        clientEngineVersion: "70.0.3538.77",
        deviceName: "desktop",
        deviceBrand: "",
        deviceModel: "",
        countryCode: "fr",
        countryName: "France",
        count: 1,
      },
      {
        ...none,
        ...unknown,
        $id: expect.stringMatching(/^[1-9]\d*$/),
        event: "user.create",
        userId: "desk",
        userEmail: "app.rollcall@service.rollcall.test",
        userName: "Support desk",
        mode: "default",
        userType: "keyProject",
        count: 1,
        ip: "203.0.113.9",
        time: date,
        clientType: "library",
        clientName: "curl",
        clientVersion: "8.5",
      },
    ],
  });
  const [first = {}] = answer.body["logs"] as readonly Log[];
  expect(Object.keys(first).join(" ")).toBe(
    "$id event userId userEmail userName mode userType ip time osCode osName osVersion clientType clientCode clientName " +
      "clientVersion clientEngine clientEngineVersion deviceName deviceBrand deviceModel countryCode countryName count",
  );
});

test("names the country in the caller's language", async () => {
  const userId = await createUser();
  await rows("UPDATE logs SET country = 'de' WHERE resource = ?", `user/${userId}`);
  const { body } = await call("GET", `/users/${userId}/logs`, { headers: { "x-appwrite-locale": "fr" } });
  expect(body["logs"]).toMatchObject([{ countryCode: "de", countryName: "Allemagne" }]);
});

describe("a user's log", () => {
  test("is a 404 for an unknown user", async () => {
    expectRefusal(await listOf("nobody"), "user_not_found");
    const userId = await createUser();
    expectRefusal(await listOf(userId.toUpperCase()), "user_not_found");
  });

  test("is empty for a user without rows", async () => {
    const userId = await createUser();
    await rows("DELETE FROM logs");
    expect(await logsOf(userId)).toEqual({ total: 0, logs: [] });
  });

  test("never includes rows of another user", async () => {
    const [ann, bob] = [await createUser(), await createUser()];
    await call("PATCH", `/users/${bob}/name`, { body: { name: "Bob" } });
    expect(valuesOf((await logsOf(ann)).logs, "event")).toEqual(["user.create"]);
    expect(valuesOf((await logsOf(bob)).logs, "event")).toEqual(["user.update", "user.create"]);
  });

  test("a reused id does not expose the previous owner's rows, not even by a cursor", async () => {
    const userId = await createUser();
    await call("PATCH", `/users/${userId}/name`, { body: { name: "The last" } });
    const [last] = (await logsOf(userId)).logs;
    await call("DELETE", `/users/${userId}`);
    await createUser({ userId });
    expect(valuesOf((await logsOf(userId)).logs, "event")).toEqual(["user.create"]);
    const cursor = query("cursorAfter", undefined, String(last?.["$id"]));
    expectRefusal(await listOf(userId, { queries: [cursor] }), "general_cursor_not_found");
  });
});

describe("its readers", () => {
  test("keys with users.read", async () => {
    const userId = await createUser();
    const path = `/users/${userId}/logs`;
    expect((await call("GET", path, { key: await createKey({ scopes: ["users.read"] }) })).status).toBe(200);
    expectRefusal(
      await call("GET", path, { key: await createKey({ scopes: ["users.write", "sessions.read"] }) }),
      "general_unauthorized_scope",
    );
    expectRefusal(await call("GET", path, { key: null }), "general_unauthorized_scope");
    expectRefusal(await call("GET", path, withJwt(await createJwt(userId, "none"))), "general_unauthorized_scope");
  });

  test("reading leaves no row", async () => {
    const userId = await createUser();
    await logsOf(userId);
    expect((await logsOf(userId)).total).toBe(1);
  });
});

describe("queries", () => {
  let userId: string;
  beforeAll(async () => {
    userId = await createFilled(60);
  });

  const find = async (...queries: readonly Query[]) => {
    const { logs, total } = await logsOf(userId, ...queries);
    return { total, times: logs.map(({ time }) => Date.parse(String(time)) / 1000) };
  };
  const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => from - index);

  test("without any, the newest 25", async () => {
    expect(await find()).toEqual({ total: 60, times: down(60, 36) });
  });

  test("limit and offset", async () => {
    expect(await find(query("limit", undefined, 1))).toEqual({ total: 60, times: [60] });
    expect(await find(query("offset", undefined, 1))).toEqual({ total: 60, times: down(59, 35) });
    expect(await find(query("limit", undefined, 2), query("offset", undefined, 3))).toEqual({
      total: 60,
      times: [57, 56],
    });
    expect(await find(query("offset", undefined, 60))).toEqual({ total: 60, times: [] });
    expect((await find(query("limit", undefined, 5_000))).times).toEqual(down(60, 1));
  });

  test("a cursor continues where a page ended, to the end", async () => {
    const seen: unknown[] = [];
    let cursor: readonly Query[] = [];
    for (;;) {
      const { logs, total } = await logsOf(userId, query("limit", undefined, 16), ...cursor);
      expect(total).toBe(60);
      if (logs.length === 0) break;
      seen.push(...valuesOf(logs, "time").map((time) => Date.parse(String(time)) / 1000));
      cursor = [query("cursorAfter", undefined, logs.at(-1)?.["$id"])];
    }
    expect(seen).toEqual(down(60, 1));
  });

  test("a cursor and a filter; its row need not match", async () => {
    const [, , , , , fifth] = (await logsOf(userId)).logs;
    const after = query("cursorAfter", undefined, fifth?.["$id"]);
    expect(await find(after, query("equal", "event", "session.create"))).toEqual({
      total: 6,
      times: [50, 40, 30, 20, 10],
    });
  });

  test.each<[string, readonly Query[], total: number, times: readonly number[]]>([
    ["event", [query("equal", "event", "session.create")], 6, [60, 50, 40, 30, 20, 10]],
    ["event, one of several", [query("equal", "event", "session.create", "key.delete")], 6, [60, 50, 40, 30, 20, 10]],
    ["event, in another case", [query("equal", "event", "Session.create")], 0, []],
    ["time below", [query("lessThan", "time", second(3))], 2, [2, 1]],
    ["time up to", [query("lessThanEqual", "time", second(3))], 3, [3, 2, 1]],
    ["time above", [query("greaterThan", "time", second(58))], 2, [60, 59]],
    ["time from", [query("greaterThanEqual", "time", second(58))], 3, [60, 59, 58]],
    ["time between", [query("between", "time", second(8), second(10))], 3, [10, 9, 8]],
    [
      "time and event",
      [query("between", "time", second(8), second(20)), query("equal", "event", "session.create")],
      2,
      [20, 10],
    ],
    [
      "times that exclude one another",
      [query("lessThan", "time", second(3)), query("greaterThan", "time", second(3))],
      0,
      [],
    ],
  ])("%s", async (_, queries, total, times) => {
    expect(await find(...queries)).toEqual({ total, times });
  });

  test("a filter pages too", async () => {
    const filter = query("equal", "event", "session.create");
    expect(await find(filter, query("limit", undefined, 2), query("offset", undefined, 1))).toEqual({
      total: 6,
      times: [50, 40],
    });
  });

  test.each(["false", "0"])("total=%s counts nothing", async (total) => {
    const { body } = await listOf(userId, { total, queries: [query("limit", undefined, 1)] });
    expect(body).toMatchObject({ total: 0, logs: [{ event: "session.create" }] });
  });

  test.each([
    [query("equal", "time", second(3)), /equal is accepted on event, not on "time"/],
    [query("lessThan", "event", "a"), /lessThan is accepted on time, not on "event"/],
    [query("equal", "$id", "1"), /Attribute not found in schema: \$id/],
    [query("equal", "userId", "a"), /Attribute not found in schema: userId/],
    [query("equal", "ip", "::1"), /Attribute not found in schema: ip/],
    [query("equal", "event", 1), /takes strings/],
    [query("equal", "event"), /at least one value/],
    [query("lessThan", "time", "lately"), /takes dates/],
    [query("between", "time", second(1)), /two values/],
    ...["notEqual", "startsWith", "endsWith", "contains", "notContains", "search", "isNull", "isNotNull"].map(
      (method) =>
        [query(method, "event", "a"), /is not accepted here; accepted: equal, lessThan, .*, cursorAfter$/] as const,
    ),
    [query("notBetween", "time", second(1), second(2)), /"notBetween" is not accepted here/],
    [query("orderAsc", "$id"), /"orderAsc" is not accepted here/],
    [query("orderDesc", "time"), /"orderDesc" is not accepted here/],
    [query("orderRandom"), /"orderRandom" is not accepted here/],
    [query("cursorBefore", undefined, "1"), /"cursorBefore" is not accepted here/],
    [query("select", undefined, "event"), /"select" is not accepted here/],
    [query("or", undefined, query("equal", "event", "a"), query("equal", "event", "b")), /"or" is not accepted here/],
    [query("and", undefined, query("equal", "event", "a"), query("equal", "event", "b")), /"and" is not accepted here/],
    ['{ "method": "cursorAsc", "attribute": "$id" }', /"cursorAsc" is not accepted here/],
    [query("limit", undefined, -1), /limit takes an integer from 1 to 5000/],
    [query("limit", undefined, 0), /limit takes an integer from 1 to 5000/],
    [query("limit", undefined, 5_001), /limit takes an integer from 1 to 5000/],
    [query("offset", undefined, -1), /offset takes an integer from 0/],
    ["limit(1)", /expected JSON/],
  ] as const)("%j is refused", async (refused, text) => {
    expectInvalid(await listOf(userId, { queries: [refused] }), "queries", text);
  });

  test.each(["0", "999999999", "01", "1.0", "1e0", "one", "9223372036854775808"])("%j is no cursor", async (id) => {
    await rows("UPDATE logs SET seq = 1 WHERE seq = (SELECT min(seq) FROM logs)");
    expectRefusal(await listOf(userId, { queries: [query("cursorAfter", undefined, id)] }), "general_cursor_not_found");
  });

  test("a filter of 500 values is one list", async () => {
    const values = Array.from({ length: 499 }, (_, index) => `e${index}`);
    expect((await find(query("equal", "event", ...values.slice(0, 250), "session.create"))).total).toBe(6);
  });
});

describe("its cost", () => {
  async function costOf(userId: string, parameters: ListOptions = {}) {
    const { fetch, take } = record();
    const { body } = await call("GET", `/users/${userId}/logs?${queryString(parameters)}`, { fetch });
    const { kv, roundTrips, rowsRead, rowsWritten } = take();
    expect({ statements: roundTrips.map(({ length }) => length), kv, rowsWritten }).toEqual({
      statements: [3],
      kv: [],
      rowsWritten: 0,
    });
    return { rowsRead, shown: (body["logs"] as readonly Log[]).length };
  }

  test("a page reads its rows, wherever it begins; the total reads the user's entries of the index", async () => {
    const userId = await createFilled(2_000);
    const other = await createUser();
    await fill(other, 2_000);
    const without = (...queries: readonly Query[]) => ({ total: "false", queries });
    const page = await costOf(userId, without());
    expect(page).toEqual({ rowsRead: expect.any(Number), shown: 25 });
    expect(page.rowsRead).toBeLessThanOrEqual(60);
    const [middle] = await rows("SELECT seq FROM logs WHERE created_at = 1000000 AND resource = ?", `user/${userId}`);
    const after = await costOf(userId, without(query("cursorAfter", undefined, String(middle?.["seq"]))));
    expect(after.shown).toBe(25);
    expect(after.rowsRead).toBeLessThanOrEqual(60);
    const counted = await costOf(userId);
    expect(counted.rowsRead).toBeLessThanOrEqual(2_000 + 60);
    // Each row of the user is checked against a filter.
    const filtered = await costOf(userId, { queries: [query("equal", "event", "session.create")] });
    expect(filtered.rowsRead).toBeLessThanOrEqual(2 * (2 * 2_000) + 60);
  });

  test("5,000 rows with agents that are slow to parse are shown in time", async () => {
    const userId = await createFilled(5_000);
    // Parsing these agents takes cubic time in the library's patterns (src/lib/devices/device.test.ts).
    const slow = `curl/8.5 ${"droid".repeat(30)}${"aft".repeat(110)}`;
    await rows("UPDATE logs SET country = 'fr', user_agent = ? || seq", slow);
    await scheduler.wait(1);
    const started = performance.now();
    const { logs } = await logsOf(userId, query("limit", undefined, 5_000));
    await scheduler.wait(1);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(logs).toHaveLength(5_000);
    // Beyond 500 different agents, agents are not parsed.
    const names = valuesOf(logs, "clientName");
    expect(names).toEqual(names.map((_, index) => (index < 500 ? "curl" : "")));
    expect(new Set(valuesOf(logs, "countryName"))).toEqual(new Set(["France"]));
  });

  test("the same agent is parsed once for any number of rows", async () => {
    const userId = await createFilled(5_000);
    await rows("UPDATE logs SET user_agent = 'curl/8.5.0', country = iif(seq % 2 = 0, 'fr', 'de')");
    const { logs } = await logsOf(userId, query("limit", undefined, 5_000));
    expect(new Set(valuesOf(logs, "clientName"))).toEqual(new Set(["curl"]));
    expect(new Set(valuesOf(logs, "countryName"))).toEqual(new Set(["France", "Germany"]));
  });
});
