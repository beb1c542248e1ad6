/**
 * GET /account/logs (docs/spec/logs.md#reading, docs/decisions/0017-upstream-differences.md#log): the acts of the account's
 * user, without those of others on the account.
 */
import { describe, expect, test } from "vitest";
import {
  bearing,
  beginSession,
  createJwt,
  createPerson,
  guest,
  type Person,
  signIn,
  withJwt,
} from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { query, type Query, queryString } from "../harness/lists.ts";
import { record } from "../harness/recorder.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser, date } from "../harness/users.ts";

type Log = Readonly<Record<string, unknown>>;

const listAs = (caller: CallOptions, queries: readonly Query[] = [], total = "true") =>
  call("GET", `/account/logs?${queryString({ queries, total })}`, caller);

async function logsAs(caller: CallOptions, ...queries: readonly Query[]) {
  const { body, status, text } = await listAs(caller, queries);
  if (status !== 200) throw new Error(`The list was refused: ${text}`);
  return body as { total: number; logs: readonly Log[] };
}

const eventsOf = ({ logs, total }: { total: number; logs: readonly Log[] }) => ({
  total,
  events: logs.map(({ event }) => event),
});

/** A user made by a key, who has signed in and changed their name once. */
async function createActor(): Promise<Person & { readonly caller: CallOptions }> {
  const person = await createPerson();
  const caller = bearing((await signIn(person)).secret);
  expect((await call("PATCH", "/account/name", { ...caller, body: { name: "Ann" } })).status).toBe(200);
  return { ...person, caller };
}

test("shows the user's own acts, newest first, and not what a key did to them", async () => {
  const { caller, email, userId } = await createActor();
  await call("PUT", `/users/${userId}/labels`, { body: { labels: ["vip"] } });
  const answer = await listAs(caller);
  expect(answer.status).toBe(200);
  const own = { userId, userEmail: email, mode: "default", userType: "user", time: date, countryCode: "--" };
  expect(answer.body).toMatchObject({
    total: 2,
    logs: [
      { event: "user.update", userName: "", ...own },
      { event: "session.create", userName: "", ...own },
    ],
  });
  const { body } = await call("GET", `/users/${userId}/logs`);
  expect(eventsOf(body as { total: number; logs: Log[] })).toEqual({
    total: 4,
    events: ["user.update", "user.update", "session.create", "user.create"],
  });
  // Both lists show the same rows.
  const shared = (body["logs"] as Log[]).filter(({ userType }) => userType === "user");
  expect(answer.body["logs"]).toEqual(shared);
});

test("shows the same to the bearer of a JWT", async () => {
  const { caller, userId } = await createActor();
  const own = await logsAs(caller);
  expect(await logsAs(withJwt(await createJwt(userId)))).toEqual(own);
});

test("shows no acts of others who were logged under the same user", async () => {
  const { caller, userId } = await createActor();
  const strangers = ["key", "guest", "operator", "user"];
  await rows(
    `INSERT INTO logs (created_at, event, resource, user_seq, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
     SELECT 0, 'user.update', '', users.seq, value, iif(value = 'user', 'impersonator', users.id), '', '', '', ''
     FROM users, json_each(?) WHERE users.id = ?`,
    JSON.stringify(strangers),
    userId,
  );
  expect(eventsOf(await logsAs(caller))).toEqual({ total: 2, events: ["user.update", "session.create"] });
  expect((await call("GET", `/users/${userId}/logs`)).body["total"]).toBe(7);
});

test("a reused id does not expose the previous owner's rows", async () => {
  const { caller, userId } = await createActor();
  const [last] = (await logsAs(caller)).logs;
  await call("DELETE", `/users/${userId}`);
  await createUser({ userId });
  const { secret } = await beginSession(userId);
  const next = bearing(secret);
  expect(await logsAs(next)).toEqual({ total: 0, logs: [] });
  const cursor = query("cursorAfter", undefined, String(last?.["$id"]));
  expectRefusal(await listAs(next, [cursor]), "general_cursor_not_found");
});

describe("queries", () => {
  test("limit, offset, a cursor, event and time", async () => {
    const { caller } = await createActor();
    const { logs } = await logsAs(caller);
    const [update, begin] = logs;
    const page = async (...queries: readonly Query[]) => eventsOf(await logsAs(caller, ...queries));
    expect(await page(query("limit", undefined, 1))).toEqual({ total: 2, events: ["user.update"] });
    expect(await page(query("offset", undefined, 1))).toEqual({ total: 2, events: ["session.create"] });
    expect(await page(query("cursorAfter", undefined, update?.["$id"]))).toEqual({
      total: 2,
      events: ["session.create"],
    });
    expect(await page(query("equal", "event", "session.create"))).toEqual({ total: 1, events: ["session.create"] });
    const times = [begin?.["time"], update?.["time"]];
    expect(await page(query("between", "time", ...times))).toEqual({
      total: 2,
      events: ["user.update", "session.create"],
    });
    expect(await page(query("lessThan", "time", times[0]))).toEqual({ total: 0, events: [] });
    expect((await listAs(caller, [], "false")).body).toMatchObject({ total: 0, logs: [{}, {}] });
  });

  test("name no row of the log that is not the user's own", async () => {
    const { caller, userId } = await createActor();
    const { body } = await call("GET", `/users/${userId}/logs`);
    const byKey = (body["logs"] as Log[]).find(({ event }) => event === "user.create");
    const cursor = query("cursorAfter", undefined, byKey?.["$id"]);
    expectRefusal(await listAs(caller, [cursor]), "general_cursor_not_found");
  });

  test.each([
    query("equal", "$id", "1"),
    query("equal", "time", "2026-01-01"),
    query("orderAsc", "time"),
    query("cursorBefore", undefined, "1"),
    query("limit", undefined, 5_001),
  ])("%j is refused", async (refused) => {
    const { secret } = await beginSession(await createUser());
    expectInvalid(await listAs(bearing(secret), [refused]), "queries");
  });
});

test("guests and keys have no account", async () => {
  expectRefusal(await listAs(guest()), "general_unauthorized_scope");
  expectRefusal(await listAs({}), "general_unauthorized_scope");
});

test("costs one statement beyond finding the caller and counting, and a page reads its rows", async () => {
  const { caller, userId } = await createActor();
  await rows(
    `INSERT INTO logs (created_at, event, resource, user_seq, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
     SELECT 0, 'user.update', '', users.seq, 'user', users.id, '', '', '', '' FROM n, users WHERE users.id = ?`,
    userId,
  );
  const costOf = async (total: string) => {
    const { fetch, take } = record();
    expect((await listAs({ ...caller, fetch }, [], total)).body["logs"]).toHaveLength(25);
    const { kv, roundTrips, rowsRead, rowsWritten } = take();
    return { statements: roundTrips.map(({ length }) => length), rowsRead, rowsWritten, kv };
  };
  const none = { statements: [1, 2], rowsWritten: 0, kv: [] };
  const page = await costOf("false");
  expect(page).toEqual({ ...none, rowsRead: expect.any(Number) });
  expect(page.rowsRead).toBeLessThanOrEqual(70);
  const counted = await costOf("true");
  expect(counted).toEqual({ ...none, rowsRead: expect.any(Number) });
  expect(counted.rowsRead).toBeLessThanOrEqual(2 * 1_003 + 70);
});
