/** A user's sessions as a server manages them (docs/spec/users.md#sessions). */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { bearing, beginSession, createPerson, signIn, succeed } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { dump, rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { idsOf } from "../harness/lists.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import {
  bareSession,
  chromeAgent,
  chromeDevice,
  expectValue,
  nowhere,
  restoreSettings,
  setSettings,
  settled,
} from "../harness/sessions.ts";
import { createUser } from "../harness/users.ts";

holdClock();
restoreSettings();

const now = "2026-11-01T12:00:00.000+00:00";
const nextYear = "2027-11-01T12:00:00.000+00:00";

const begin = (userId: string, options: CallOptions = {}) =>
  call("POST", `/users/${userId}/sessions`, { fetch: settled, ...options });
const list = (userId: string, options: CallOptions = {}) =>
  call("GET", `/users/${userId}/sessions`, { fetch: settled, ...options });

/** The sessions of a user, as the list shows them. */
const sessionsOf = async (userId: string) => (await succeed(list(userId), 200)).body["sessions"];

const agent = { "user-agent": chromeAgent, "cf-connecting-ip": "198.51.100.7" };
const expected = {
  ...bareSession,
  $createdAt: now,
  $updatedAt: now,
  expire: nextYear,
  provider: "server",
  ...chromeDevice,
  ip: "198.51.100.7",
  factors: ["server"],
};

describe("a session that the server begins", () => {
  test("shows everything, and the secret that signs in", async () => {
    const userId = await createUser();
    const { body, status } = await begin(userId, { headers: agent });
    expect(status).toBe(201);
    expectValue(body["secret"], userId);
    expect(body).toEqual({ ...expected, userId, secret: body["secret"] });
    const account = await succeed(call("GET", "/account", bearing(String(body["secret"]))), 200);
    expect(account.body["$id"]).toBe(userId);
  });

  test("is for a user without a password, without an email, without a body", async () => {
    const userId = await createUser();
    expect((await begin(userId)).status).toBe(201);
    expect((await begin(userId, { body: "[]", headers: { "content-type": "application/json" } })).status).toBe(201);
  });

  test("has the forwarded address, because a key sends it", async () => {
    const headers = { ...agent, "x-forwarded-for": "203.0.113.9", "x-forwarded-user-agent": "curl/8.5.0" };
    const { body } = await begin(await createUser(), { headers });
    expect(body).toMatchObject({ ip: "203.0.113.9", clientType: "library", clientName: "curl", clientVersion: "8.5" });
  });

  test("names the country in the language of each request", async () => {
    const userId = await createUser();
    const fromGermany = (request: Request) => settled(new Request(request, { cf: { country: "DE" } }));
    const { body } = await begin(userId, { fetch: fromGermany });
    expect(body).toMatchObject({ countryCode: "de", countryName: "Germany" });
    const inGerman = await list(userId, { headers: { "x-appwrite-locale": "de" } });
    expect(inGerman.body["sessions"]).toMatchObject([{ countryCode: "de", countryName: "Deutschland" }]);
    const inFrench = await call("GET", `/users/${userId}/sessions?locale=fr`);
    expect(inFrench.body["sessions"]).toMatchObject([{ countryName: "Allemagne" }]);
  });

  test("ends after the project's session duration", async () => {
    await setSettings({ sessionDuration: 3_600 });
    const { body } = await begin(await createUser());
    expect(body["expire"]).toBe("2026-11-01T13:00:00.000+00:00");
  });

  test("ends no other, however many there are", async () => {
    await setSettings({ sessionLimit: 1 });
    const userId = await createUser();
    const first = await beginSession(userId);
    await beginSession(userId);
    expect((await list(userId)).body["total"]).toBe(2);
    expect((await call("GET", "/account", bearing(first.secret))).status).toBe(200);
  });

  test("changes neither accessedAt nor $updatedAt of the user", async () => {
    const userId = await createUser();
    const before = await rows("SELECT * FROM users WHERE id = ?", userId);
    setClock(5_000);
    await succeed(begin(userId), 201);
    expect(await rows("SELECT * FROM users WHERE id = ?", userId)).toEqual(before);
  });

  test("is refused for an unknown user, for the text that asks for an id, and for an invalid id", async () => {
    expectRefusal(await begin("nobody"), "user_not_found");
    expectRefusal(await begin("unique()"), "user_not_found");
    expectInvalid(await begin("_nobody"), "userId");
  });

  test("is refused for a blocked user, and writes nothing", async () => {
    const userId = await createUser();
    await call("PATCH", `/users/${userId}/status`, { body: { status: false } });
    const before = await dump();
    expectRefusal(await begin(userId), "user_blocked");
    expect(await dump()).toEqual(before);
  });

  test.each(["users.write", "sessions.write"])("takes a key with %s", async (scope) => {
    const userId = await createUser();
    expect((await begin(userId, { key: await createKey({ scopes: [scope] }) })).status).toBe(201);
  });
});

describe("the list of sessions", () => {
  test("is empty for a user who has none", async () => {
    const answer = await list(await createUser());
    expect(answer).toMatchObject({ status: 200, text: '{"total":0,"sessions":[]}' });
  });

  test("shows them oldest first, without their secrets, none of them current", async () => {
    const person = await createPerson();
    const { id: first } = await beginSession(person.userId);
    const { id: second } = await signIn(person);
    const { body, status } = await list(person.userId);
    expect(status).toBe(200);
    expect(body["total"]).toBe(2);
    expect(body["sessions"]).toMatchObject([
      { $id: first, provider: "server", providerUid: "", factors: ["server"], secret: "", current: false },
      { $id: second, provider: "email", providerUid: person.email, factors: ["password"], secret: "", current: false },
    ]);
  });

  test("shows one as its creation did, but for the secret", async () => {
    const userId = await createUser();
    const { body } = await begin(userId, { headers: agent });
    expect(await sessionsOf(userId)).toEqual([{ ...body, secret: "" }]);
  });

  test("leaves out other users' and ended sessions", async () => {
    const [userId, other] = [await createUser(), await createUser()];
    await beginSession(other);
    await setSettings({ sessionDuration: 60 });
    await beginSession(userId);
    await setSettings({});
    const { id } = await beginSession(userId);
    setClock(60_001);
    const { body } = await list(userId);
    expect(body["total"]).toBe(1);
    expect(body["sessions"]).toMatchObject([{ $id: id }]);
  });

  test("counts only when asked to", async () => {
    const userId = await createUser();
    await beginSession(userId);
    const answer = await call("GET", `/users/${userId}/sessions?total=false`);
    expect(answer.body["total"]).toBe(0);
    expect(answer.body["sessions"]).toHaveLength(1);
    expectInvalid(await call("GET", `/users/${userId}/sessions?total=maybe`), "total");
  });

  test("shows a thousand of more, and counts them all", async () => {
    const userId = await createUser();
    await rows(
      `INSERT INTO sessions (id, created_at, updated_at, user_seq, digest, provider, provider_uid, expire, factors)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001)
       SELECT printf('crowd%04d', i), 0, 0, seq, 'crowd' || i, 'server', '', 4000000000000, '["server"]' FROM users, n WHERE id = ?`,
      userId,
    );
    const answer = await list(userId);
    const { ids, total } = idsOf(answer, "sessions");
    expect({ total, shown: ids.length }).toEqual({ total: 1_001, shown: 1_000 });
    expect([ids[0], ids[999]]).toEqual(["crowd0001", "crowd1000"]);
    expect(Object(answer.body["sessions"])[999]).toMatchObject(nowhere);
  });

  test.each(["users.read", "sessions.read"])("takes a key with %s", async (scope) => {
    const userId = await createUser();
    expect((await list(userId, { key: await createKey({ scopes: [scope] }) })).status).toBe(200);
  });

  test("is refused for an unknown user", async () => {
    expectRefusal(await list("nobody"), "user_not_found");
    expectInvalid(await list("_nobody"), "userId");
  });
});

describe("a session's body in KV", () => {
  const kept = async (id: string) => env.KV.get(`session/${id}`);

  test("is where it was begun", async () => {
    const { body } = await begin(await createUser(), { headers: agent });
    expect(await kept(String(body["$id"]))).toBe(
      JSON.stringify({ ip: "198.51.100.7", userAgent: chromeAgent, country: null }),
    );
  });

  test("may be lost: the session is shown without it, and stays valid", async () => {
    const userId = await createUser();
    const { body } = await begin(userId, { headers: agent });
    await env.KV.delete(`session/${String(body["$id"])}`);
    expect(await sessionsOf(userId)).toEqual([{ ...body, ...nowhere, secret: "" }]);
    expect((await call("GET", "/account", bearing(String(body["secret"])))).status).toBe(200);
  });

  test("may be malformed: the session is shown without it", async () => {
    const userId = await createUser();
    const { body } = await begin(userId, { headers: agent });
    await env.KV.put(`session/${String(body["$id"])}`, '{"ip":"198.51.100.7"}');
    expect(await sessionsOf(userId)).toEqual([{ ...body, ...nowhere, secret: "" }]);
  });

  test.each([
    ["the deletion of the session", "/users/{userId}/sessions/{sessionId}"],
    ["the deletion of all", "/users/{userId}/sessions"],
    ["the deletion of the user", "/users/{userId}"],
  ])("is deleted with %s", async (_, path) => {
    const userId = await createUser();
    const { body } = await begin(userId);
    const id = String(body["$id"]);
    expect(await kept(id)).not.toBeNull();
    const whole = path.replace("{userId}", userId).replace("{sessionId}", id);
    await succeed(call("DELETE", whole, { fetch: settled }), 204);
    expect(await kept(id)).toBeNull();
  });
});

describe("the deletion of a session", () => {
  const remove = (userId: string, sessionId: string, options: CallOptions = {}) =>
    call("DELETE", `/users/${userId}/sessions/${sessionId}`, options);

  test("is 204 and empty: the session signs in no more, and the others do", async () => {
    const userId = await createUser();
    const [ended, other] = [await beginSession(userId), await beginSession(userId)];
    expect(await remove(userId, ended.id)).toMatchObject({ status: 204, text: "" });
    expect((await call("GET", "/account", bearing(ended.secret))).status).toBe(401);
    expect((await call("GET", "/account", bearing(other.secret))).status).toBe(200);
    expect(await sessionsOf(userId)).toMatchObject([{ $id: other.id }]);
  });

  test("a second time, of none, and of another user's is a 404, and changes nothing", async () => {
    const [userId, other] = [await createUser(), await createUser()];
    const { id } = await beginSession(userId);
    const theirs = await beginSession(other);
    await succeed(remove(userId, id), 204);
    const before = await dump();
    for (const sessionId of [id, "none", theirs.id, "current"]) {
      expectRefusal(await remove(userId, sessionId), "user_session_not_found");
    }
    expectRefusal(await remove("nobody", theirs.id), "user_not_found");
    expectInvalid(await remove(userId, "_none"), "sessionId");
    expect(await dump()).toEqual(before);
    expect(await sessionsOf(other)).toMatchObject([{ $id: theirs.id }]);
  });

  test.each(["users.write", "sessions.write"])("takes a key with %s", async (scope) => {
    const userId = await createUser();
    const { id } = await beginSession(userId);
    expect((await remove(userId, id, { key: await createKey({ scopes: [scope] }) })).status).toBe(204);
  });
});

describe("the deletion of all sessions", () => {
  const removeAll = (userId: string, options: CallOptions = {}) => call("DELETE", `/users/${userId}/sessions`, options);

  test("is 204 and empty: all of the user's end, and no other user's", async () => {
    const [userId, other] = [await createUser(), await createUser()];
    const mine = [await beginSession(userId), await beginSession(userId)];
    const theirs = await beginSession(other);
    expect(await removeAll(userId)).toMatchObject({ status: 204, text: "" });
    for (const { secret } of mine) expect((await call("GET", "/account", bearing(secret))).status).toBe(401);
    expect((await call("GET", "/account", bearing(theirs.secret))).status).toBe(200);
    expect(await sessionsOf(userId)).toEqual([]);
  });

  test("is 204 where there are none, and ignores the body", async () => {
    const userId = await createUser();
    expect((await removeAll(userId, { body: { sessionId: "S1" } })).status).toBe(204);
  });

  test("is refused for an unknown user", async () => {
    expectRefusal(await removeAll("nobody"), "user_not_found");
    expectInvalid(await removeAll("_nobody"), "userId");
  });
});
