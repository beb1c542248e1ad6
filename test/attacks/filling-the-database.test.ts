/**
 * The attacker signs up, and writes as much as the limits allow: the operator pays for each row, and a database holds at
 * most 10 GB (docs/spec/account.md#rate-limits).
 */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { bearing, beginSession, succeed } from "../harness/account.ts";
import { caseOf, operations } from "../harness/cases/index.ts";
import { type Answer, appWith, call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { record } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { senderOf } from "../harness/requests.ts";
import { createUser, fresh } from "../harness/users.ts";

holdClock();
beforeEach(() => rows("DELETE FROM rate_limits"));

const [minute, hour] = [60_000, 3_600_000];
const network = "203.0.113.7";

/** A user with a session, from one network, with the longest stored agent. */
async function makeAttacker(ip = network): Promise<{ readonly userId: string; readonly caller: CallOptions }> {
  const userId = await createUser({ email: `${fresh()}@mail.example`, name: "字".repeat(128) });
  await rows("UPDATE users SET accessed_at = ? WHERE id = ?", Date.now(), userId);
  const { headers, ...caller } = bearing((await beginSession(userId)).secret);
  return {
    userId,
    caller: { ...caller, headers: { ...headers, "cf-connecting-ip": ip, "user-agent": "x".repeat(512) } },
  };
}

type Send = (caller: CallOptions) => Promise<Answer>;

const rename: Send = (caller) => call("PATCH", "/account/name", { ...caller, body: { name: "字".repeat(128) } });
const largest = { k: "x".repeat(65_527) };
const store: Send = (caller) => call("PATCH", "/account/prefs", { ...caller, body: { prefs: largest } });
const team =
  (teamId: string, name = "字".repeat(128)): Send =>
  (caller) =>
    call("POST", "/teams", { ...caller, body: { teamId, name } });

/** Sends requests until a limit refuses one. @returns the number of successes */
async function exhaust(caller: CallOptions, send: Send, max = 200): Promise<number> {
  for (let served = 0; served < max; served++) {
    const answer = await send(caller);
    if (answer.status === 429) return served;
    expect(answer.status, answer.text).toBeLessThan(300);
  }
  return max;
}

/** The size of the database in bytes. */
async function size(): Promise<number> {
  const { meta } = await env.DB.prepare("SELECT 1").all();
  return meta.size_after;
}

test("the cheapest attacker adds at most 10 MiB in an hour", async () => {
  const { caller, userId } = await makeAttacker();
  const before = await size();
  // As many teams as an hour allows, each of the largest size.
  const ids = Array.from({ length: 30 }, (_, i) => `${userId}-${i}`);
  let made = 0;
  for (const id of ids) if ((await team(id)(caller)).status === 201) made++;
  expect(made).toBe(20);
  let stored = 0;
  let minutes = 0;
  for (let i = 0; i < 100; i++) {
    if (i % 50 === 49) setClock(++minutes * minute);
    const prefs = { path: `/teams/${ids[i % made] ?? ""}/prefs`, body: { prefs: largest } };
    const { status } = await call("PUT", prefs.path, { ...caller, body: prefs.body });
    if (status === 200) stored += 65_535;
  }
  expect(stored).toBe(80 * 65_535);
  const withTeams = await size();
  // A change that replaces a value still leaves a log row: all of a minute's changes.
  setClock(5 * minute);
  expect(await exhaust(caller, rename)).toBe(60);
  const ofOneMinute = (await size()) - withTeams;
  expect(withTeams - before + 60 * ofOneMinute).toBeLessThanOrEqual(10 * 2 ** 20);
});

describe("a user's changes", () => {
  test("are 60 a minute, whatever is changed and by whatever session", async () => {
    const { caller, userId } = await makeAttacker();
    const { secret } = await beginSession(userId);
    expect(await exhaust(caller, rename)).toBe(60);
    const refused = await store(bearing(secret));
    expectRefusal(refused, "general_rate_limit_exceeded");
    expect(refused.headers.get("x-ratelimit-limit")).toBe("60");
    setClock(minute);
    expect((await store(caller)).status).toBe(200);
    expect((await rename((await makeAttacker()).caller)).status).toBe(200);
  });

  test("change nothing when they are refused, and leave no line in the log", async () => {
    const { caller, userId } = await makeAttacker();
    await exhaust(caller, rename);
    const state = () => rows("SELECT name, prefs, updated_at, words FROM users WHERE id = ?", userId);
    const lines = () => rows("SELECT count(*) AS lines FROM logs");
    const before = [await state(), await lines()];
    expectRefusal(
      await call("PATCH", "/account/name", { ...caller, body: { name: "x" } }),
      "general_rate_limit_exceeded",
    );
    expectRefusal(await store(caller), "general_rate_limit_exceeded");
    expect([await state(), await lines()]).toEqual(before);
  });

  test("of a team count with them, and not those of a key", async () => {
    const { caller, userId } = await makeAttacker();
    await succeed(team(`${userId}-t`)(caller), 201);
    await exhaust(caller, rename);
    for (const [path, body] of [
      ["", { name: "x" }],
      ["/prefs", { prefs: {} }],
    ] as const) {
      const at = `/teams/${userId}-t${path}`;
      const before = (await call("GET", `/teams/${userId}-t`)).body;
      expectRefusal(await call("PUT", at, { ...caller, body }), "general_rate_limit_exceeded");
      expect((await call("GET", `/teams/${userId}-t`)).body).toEqual(before);
      expect((await call("PUT", at, { body })).status).toBe(200);
    }
  });

  test("are limited on every endpoint that lets a session write to the log without an earlier creation", () => {
    // A deletion needs an earlier creation; creations by guests have limits of their own.
    const bounded = operations.filter(({ method }) => method !== "DELETE");
    const isForUsers = ({ scopes }: (typeof bounded)[number]) =>
      scopes.some((scope) => scope === "account" || scope === "teams.write");
    const unlimited = bounded.filter(
      (endpoint) => isForUsers(endpoint) && caseOf(endpoint).event !== null && (endpoint.limits ?? []).length === 0,
    );
    expect(unlimited.map(({ id }) => id)).toEqual([
      // Verifying an app, blocking the account and creating the first recovery codes work once.
      "accountUpdateStatus",
      "accountUpdateMfaAuthenticator",
      "accountCreateMfaRecoveryCodes",
    ]);
    expect(bounded.filter((endpoint) => senderOf(endpoint) === "user").length).toBeGreaterThan(20);
  });
});

describe("preferences", () => {
  test("are 5 MiB an hour for a network, over all of its users", async () => {
    let served = 0;
    for (let i = 0; i < 3; i++) served += await exhaust((await makeAttacker()).caller, store, 40);
    expect(served).toBe(Math.floor((5 * 2 ** 20) / 65_535));
    expect((await store((await makeAttacker("203.0.113.8")).caller)).status).toBe(200);
    setClock(hour);
    expect((await store((await makeAttacker()).caller)).status).toBe(200);
  });
});

describe("teams", () => {
  test("are 20 an hour for a user", async () => {
    const { caller, userId } = await makeAttacker();
    let i = 0;
    const next: Send = (caller) => team(`${userId}-${i++}`, "Crew")(caller);
    expect(await exhaust(caller, next, 30)).toBe(20);
    setClock(hour);
    expect((await next(caller)).status).toBe(201);
  });

  test("are a hundred for a user in all, whether they have left them or not", async () => {
    const { caller, userId } = await makeAttacker();
    const fetch = appWith({ RATE_LIMITS: 0.05 });
    const create = (i: number) => team(`${userId}-${i}`, "Crew")({ ...caller, fetch });
    for (let i = 0; i < 5; i++) {
      setClock(i * hour);
      await succeed(create(i), 201);
      const { body } = await call("GET", `/teams/${userId}-${i}/memberships`);
      const [membership] = body["memberships"] as readonly { readonly $id: string }[];
      await succeed(call("DELETE", `/teams/${userId}-${i}/memberships/${membership?.$id ?? ""}`, caller), 204);
    }
    setClock(5 * hour);
    expectRefusal(await create(5), "team_count_exceeded");
    expectRefusal(await call("GET", `/teams/${userId}-5`), "team_not_found");
    // A key is not limited, and deleting a team makes room.
    await succeed(call("POST", "/teams", { fetch, body: { teamId: `${userId}-key`, name: "Crew" } }), 201);
    await succeed(call("DELETE", `/teams/${userId}-0`), 204);
    setClock(6 * hour);
    expect((await create(6)).status).toBe(201);
  });

  test("of simultaneous requests are no more than that", async () => {
    const { caller, userId } = await makeAttacker();
    await rows(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 95)
       INSERT INTO teams (id, created_at, updated_at, name, name_folded, total, prefs, words, creator_seq)
       SELECT '${userId}-' || i, 0, 0, 'x', 'x', 0, '{}', '{}', (SELECT seq FROM users WHERE id = '${userId}') FROM n`,
    );
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => team(`${userId}-more-${i}`, "Crew")(caller)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    for (const answer of answers) if (answer.status !== 201) expectRefusal(answer, "team_count_exceeded");
    const [count] = await rows(
      "SELECT count(*) AS count FROM teams WHERE creator_seq = (SELECT seq FROM users WHERE id = ?)",
      userId,
    );
    expect(count).toEqual({ count: 100 });
  });
});

describe("a write costs at most 150 rows, whatever it writes", () => {
  const han = (from: number) => Array.from({ length: 128 }, (_, i) => String.fromCodePoint(from + i)).join("");
  const { fetch, take } = record();

  /** The rows that a request writes. */
  async function written(send: () => Promise<Answer>): Promise<number> {
    take();
    const { status, text } = await send();
    expect(status, text).toBeLessThan(300);
    return take().rowsWritten;
  }

  test("a name of 128 characters in a script without blanks, for another one", async () => {
    const userId = await createUser({ name: han(0x4e00) });
    const { caller, userId: ownerId } = await makeAttacker();
    await succeed(call("PATCH", "/account/name", { ...caller, body: { name: han(0x4e00) } }), 200);
    await succeed(team(`${ownerId}-han`, han(0x4e00))(caller), 201);
    const name = han(0x5e00);
    for (const send of [
      () => call("PATCH", "/account/name", { ...caller, fetch, body: { name } }),
      () => call("PUT", `/teams/${ownerId}-han`, { ...caller, fetch, body: { name } }),
      () => call("PATCH", `/users/${userId}/name`, { fetch, body: { name } }),
    ]) {
      const rowsWritten = await written(send);
      expect(rowsWritten).toBeLessThanOrEqual(150);
      // Both names' words go through the table of words.
      expect(rowsWritten).toBeGreaterThan(64);
    }
  });

  test("a sign-up with the longest email and name, and a team with the longest id", async () => {
    const { caller, userId } = await makeAttacker();
    const email = `${Array.from({ length: 32 }, (_, i) => String.fromCodePoint(97 + (i % 26))).join(".")}@${"a.".repeat(60)}example.com`;
    const body = { userId: "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r", email, password: "correct horse", name: han(0x4e00) };
    expect(await written(() => call("POST", "/account", { key: null, fetch, body }))).toBeLessThanOrEqual(150);
    const teamId = `${userId}.b.c.d.e.f.g.h`.slice(0, 36);
    expect(
      await written(() => call("POST", "/teams", { ...caller, fetch, body: { teamId, name: han(0x4e00) } })),
    ).toBeLessThanOrEqual(150);
  });
});

test("an ordinary app stays below the limits: a session that saves every other second, and ten teams at once", async () => {
  const { caller, userId } = await makeAttacker();
  for (let i = 0; i < 60; i++) {
    setClock(i * 2_000);
    const body = { prefs: { draft: "x".repeat(1_000), i } };
    expect((await call("PATCH", "/account/prefs", { ...caller, body })).status).toBe(200);
  }
  for (let i = 0; i < 10; i++) expect((await team(`${userId}-o${i}`, "Crew")(caller)).status).toBe(201);
});
