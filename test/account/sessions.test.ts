/** The account's sessions, managed by its user (docs/spec/account.md#sessions). */
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  bearing,
  beginSession,
  cookieOf,
  createJwt,
  createPerson,
  guest,
  signIn,
  succeed,
  withJwt,
} from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { dump } from "../harness/database.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import {
  bareSession,
  chromeAgent,
  chromeDevice,
  nowhere,
  restoreSettings,
  setSettings,
  settled,
} from "../harness/sessions.ts";
import { createUser } from "../harness/users.ts";

holdClock();
restoreSettings();
afterEach(() => {
  vi.restoreAllMocks();
});

const now = "2026-11-01T12:00:00.000+00:00";
const nextYear = "2027-11-01T12:00:00.000+00:00";
const origin = { ip: "198.51.100.7", userAgent: chromeAgent, country: null };

const at = (path: string) => `/account/sessions${path}`;

/** A user who has signed in from a browser: the session as shown then, and its credentials. */
async function browser() {
  const person = await createPerson();
  const { email, password } = person;
  const options = guest({ "user-agent": chromeAgent, "cf-connecting-ip": "198.51.100.7" });
  const answer = await succeed(
    call("POST", at("/email"), { ...options, fetch: settled, body: { email, password } }),
    201,
  );
  return { person, session: answer.body, id: String(answer.body["$id"]), caller: bearing(cookieOf(answer)) };
}

const statusOf = async (caller: CallOptions) => (await call("GET", "/account", caller)).status;

describe("the list of sessions", () => {
  test("shows the current one, with its origin", async () => {
    const { caller, id, person } = await browser();
    const { body, status } = await call("GET", at(""), caller);
    expect(status).toBe(200);
    expect(body).toEqual({
      total: 1,
      sessions: [
        {
          ...bareSession,
          $id: id,
          $createdAt: now,
          $updatedAt: now,
          userId: person.userId,
          expire: nextYear,
          provider: "email",
          providerUid: person.email,
          ...chromeDevice,
          ip: "198.51.100.7",
          current: true,
          factors: ["password"],
        },
      ],
    });
  });

  test("shows all of them oldest first, of which one is current, and no other user's", async () => {
    const { caller, id, person } = await browser();
    await beginSession(await createUser());
    const other = await beginSession(person.userId);
    expect((await call("GET", at(""), caller)).body).toMatchObject({
      total: 2,
      sessions: [
        { $id: id, current: true, secret: "" },
        { $id: other.id, current: false, secret: "" },
      ],
    });
    expect((await call("GET", at(""), bearing(other.secret))).body["sessions"]).toMatchObject([
      { $id: id, current: false },
      { $id: other.id, current: true },
    ]);
  });

  test("has no current one by JWT", async () => {
    const { id, person } = await browser();
    const { body } = await call("GET", at(""), withJwt(await createJwt(person.userId, id)));
    expect(body).toMatchObject({ total: 1, sessions: [{ $id: id, current: false }] });
  });

  test("names countries in the requested language", async () => {
    const userId = await createUser();
    const fromGermany = (request: Request) => settled(new Request(request, { cf: { country: "DE" } }));
    const begun = await call("POST", `/users/${userId}/sessions`, { fetch: fromGermany });
    const caller = guest({ "x-appwrite-session": String(begun.body["secret"]), "x-appwrite-locale": "es" });
    expect((await call("GET", at(""), caller)).body["sessions"]).toMatchObject([
      { countryCode: "de", countryName: "Alemania" },
    ]);
  });

  test("requires a session", async () => {
    expectRefusal(await call("GET", at(""), guest()), "general_unauthorized_scope");
  });
});

describe("one session", () => {
  test("is shown by its id and as the current one, as it was when it began", async () => {
    const { caller, id, session } = await browser();
    for (const name of [id, "current"]) {
      const answer = await call("GET", at(`/${name}`), caller);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual(session);
    }
  });

  test("is shown when it is another session of the user", async () => {
    const { caller, person } = await browser();
    const other = await beginSession(person.userId);
    expect(await call("GET", at(`/${other.id}`), caller)).toMatchObject({
      status: 200,
      body: { $id: other.id, provider: "server", current: false, secret: "" },
    });
  });

  test("is shown without its origin when KV has lost that", async () => {
    const { caller, id, session } = await browser();
    await env.KV.delete(`session/${id}`);
    expect((await call("GET", at("/current"), caller)).body).toEqual({ ...session, ...nowhere });
  });

  test("is a 404 when it is unknown, another user's, ended, or the current one by JWT", async () => {
    await setSettings({ sessionDuration: 60 });
    const { id: ended, person } = await browser();
    await setSettings({});
    const { secret } = await signIn(person);
    const theirs = await beginSession(await createUser());
    setClock(60_001);
    const jwt = withJwt(await createJwt(person.userId));
    for (const name of ["none", theirs.id, ended]) {
      expectRefusal(await call("GET", at(`/${name}`), bearing(secret)), "user_session_not_found");
    }
    expectRefusal(await call("GET", at("/current"), jwt), "user_session_not_found");
    expectInvalid(await call("GET", at("/_none"), bearing(secret)), "sessionId");
    expectRefusal(await call("GET", at("/current"), guest()), "general_unauthorized_scope");
  });
});

describe("an extended session", () => {
  const extend = (name: string, caller: CallOptions) =>
    call("PATCH", at(`/${name}`), { ...caller, fetch: settled, body: {} });

  test("ends as late as a new session, and changes nothing else", async () => {
    const { caller, id, session } = await browser();
    for (const [seconds, name] of [
      [10, id],
      [20, "current"],
    ] as const) {
      setClock(seconds * 1_000);
      const answer = await extend(name, caller);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        ...session,
        $updatedAt: `2026-11-01T12:00:${seconds}.000+00:00`,
        expire: `2027-11-01T12:00:${seconds}.000+00:00`,
      });
      expect((await call("GET", at("/current"), caller)).body).toEqual(answer.body);
    }
  });

  test("outlives its original end", async () => {
    await setSettings({ sessionDuration: 100 });
    const { caller } = await browser();
    setClock(60_000);
    await succeed(extend("current", caller), 200);
    setClock(150_000);
    expect(await statusOf(caller)).toBe(200);
    setClock(160_001);
    expect(await statusOf(caller)).toBe(401);
  });

  test("follows the project's current duration", async () => {
    const { caller } = await browser();
    await setSettings({ sessionDuration: 3_600 });
    expect((await extend("current", caller)).body["expire"]).toBe("2026-11-01T13:00:00.000+00:00");
  });

  test("has the same body in KV, with the new end", async () => {
    const { caller, id } = await browser();
    await setSettings({ sessionDuration: 7_200 });
    const put = vi.spyOn(env.KV, "put");
    await succeed(extend("current", caller), 200);
    expect(put.mock.calls).toEqual([[`session/${id}`, expect.any(String), { expirationTtl: 7_200 }]]);
    expect(await env.KV.get(`session/${id}`, "json")).toEqual(origin);
  });

  test("has no body in KV when it had none", async () => {
    const { caller, id, session } = await browser();
    await env.KV.delete(`session/${id}`);
    const { body } = await succeed(extend("current", caller), 200);
    expect(body).toEqual({ ...session, ...nowhere });
    expect(await env.KV.get(`session/${id}`)).toBeNull();
  });

  test("may be another session of the user", async () => {
    const { caller, person } = await browser();
    const other = await beginSession(person.userId);
    setClock(10_000);
    const later = "2027-11-01T12:00:10.000+00:00";
    expect((await extend(other.id, caller)).body).toMatchObject({ $id: other.id, expire: later, current: false });
  });

  test("is a 404 when it is unknown or another user's, and a 403 by JWT; nothing changes", async () => {
    const { caller, id, person } = await browser();
    const theirs = await beginSession(await createUser());
    const jwt = withJwt(await createJwt(person.userId));
    await statusOf({ ...caller, fetch: settled });
    const { rate_limits: _, ...before } = await dump();
    setClock(10_000);
    expectRefusal(await extend("none", caller), "user_session_not_found");
    expectRefusal(await extend(theirs.id, caller), "user_session_not_found");
    for (const name of ["current", id]) expectRefusal(await extend(name, jwt), "general_resource_blocked");
    expectInvalid(await extend("_none", caller), "sessionId");
    expectRefusal(await extend("current", guest()), "general_unauthorized_scope");
    const { rate_limits: _counted, ...after } = await dump();
    expect(after).toEqual(before);
  });
});

describe("the deletion of a session", () => {
  const remove = (name: string, caller: CallOptions) => call("DELETE", at(`/${name}`), { ...caller, fetch: settled });

  test.each(["its id", "current"])("by %s is 204: it signs in no more, and the others do", async (by) => {
    const { caller, id, person } = await browser();
    const other = await beginSession(person.userId);
    const jwt = await createJwt(person.userId, id);
    const name = by === "current" ? by : id;
    expect(await remove(name, caller)).toMatchObject({ status: 204, text: "" });
    expect(await statusOf(caller)).toBe(401);
    expect(await statusOf(withJwt(jwt))).toBe(401);
    expect(await statusOf(bearing(other.secret))).toBe(200);
    expect(await env.KV.get(`session/${id}`)).toBeNull();
  });

  test("may end another session of the user, also by JWT", async () => {
    const { caller, id, person } = await browser();
    const other = await beginSession(person.userId);
    expect((await remove(other.id, caller)).status).toBe(204);
    expect(await statusOf(bearing(other.secret))).toBe(401);
    expect(await statusOf(caller)).toBe(200);
    expect((await remove(id, withJwt(await createJwt(person.userId, "none")))).status).toBe(204);
    expect(await statusOf(caller)).toBe(401);
  });

  test("is a 404 when it is unknown, another user's, deleted, or the current one by JWT", async () => {
    const { caller, person } = await browser();
    const [deleted, theirs] = [await beginSession(person.userId), await beginSession(await createUser())];
    await succeed(remove(deleted.id, caller), 204);
    for (const name of ["none", theirs.id, deleted.id]) {
      expectRefusal(await remove(name, caller), "user_session_not_found");
    }
    expectRefusal(await remove("current", withJwt(await createJwt(person.userId))), "user_session_not_found");
    expectInvalid(await remove("_none", caller), "sessionId");
    expectRefusal(await remove("current", guest()), "general_unauthorized_scope");
    expect(await statusOf(bearing(theirs.secret))).toBe(200);
  });
});

describe("the deletion of all sessions", () => {
  const removeAll = (caller: CallOptions) => call("DELETE", at(""), { ...caller, fetch: settled });

  test("is 204: all end, the current one included, and no other user's", async () => {
    const { caller, id, person } = await browser();
    const [other, theirs] = [await beginSession(person.userId), await beginSession(await createUser())];
    expect(await removeAll(caller)).toMatchObject({ status: 204, text: "" });
    expect(await statusOf(caller)).toBe(401);
    expect(await statusOf(bearing(other.secret))).toBe(401);
    expect(await statusOf(bearing(theirs.secret))).toBe(200);
    expect(await env.KV.get(`session/${id}`)).toBeNull();
  });

  test("is possible by JWT, which outlives it when it is bound to none", async () => {
    const { caller, person } = await browser();
    const [bound, unbound] = [await createJwt(person.userId), await createJwt(person.userId, "none")];
    expect((await removeAll(withJwt(bound))).status).toBe(204);
    expect(await statusOf(caller)).toBe(401);
    expect(await statusOf(withJwt(bound))).toBe(401);
    expect(await statusOf(withJwt(unbound))).toBe(200);
    expect((await removeAll(withJwt(unbound))).status).toBe(204);
  });

  test("requires a session", async () => {
    expectRefusal(await removeAll(guest()), "general_unauthorized_scope");
  });
});

test("A session of any kind counts up to the instant of its end, and not a millisecond longer", async () => {
  await setSettings({ sessionDuration: 100 });
  const { caller, id, person } = await browser();
  const bySession = async () => ({
    account: await statusOf(caller),
    own: (await call("GET", at(`/${id}`), caller)).status,
    listed: (await call("GET", `/users/${person.userId}/sessions`)).body["total"],
    extended: (await call("PATCH", at(`/${id}`), caller)).status,
    ended: (await call("DELETE", `/users/${person.userId}/sessions/${id}`)).status,
  });
  setClock(100_001);
  expect(await bySession()).toEqual({ account: 401, own: 401, listed: 0, extended: 401, ended: 404 });
  setClock(100_000);
  expect(await bySession()).toEqual({ account: 200, own: 200, listed: 1, extended: 200, ended: 204 });
});
