/** Signing in with an email and a password (docs/spec/account.md#sign-in). */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import {
  bearing,
  beginSession,
  cookieOf,
  createPerson,
  guest,
  type Person,
  signIn,
  succeed,
} from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { idsOf } from "../harness/lists.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import {
  bareSession,
  chromeAgent,
  chromeDevice,
  expectValue,
  restoreSettings,
  setSettings,
  settled,
} from "../harness/sessions.ts";
import { createUser, fresh, readUser } from "../harness/users.ts";

holdClock();
restoreSettings();

const now = "2026-11-01T12:00:00.000+00:00";

const ask = (body: object, options: CallOptions = guest()) =>
  call("POST", "/account/sessions/email", { fetch: settled, ...options, body });

const fromChrome = { "user-agent": chromeAgent, "cf-connecting-ip": "198.51.100.7" };

/** The first session from there, as its user sees it. */
const expectedOf = ({ email, userId }: Person) => ({
  ...bareSession,
  $createdAt: now,
  $updatedAt: now,
  userId,
  expire: "2027-11-01T12:00:00.000+00:00",
  provider: "email",
  providerUid: email,
  ...chromeDevice,
  ip: "198.51.100.7",
  current: true,
  factors: ["password"],
});

describe("the right password", () => {
  test("begins a session, whose secret only the cookies carry", async () => {
    const person = await createPerson();
    const { email, password, userId } = person;
    const answer = await ask({ email, password }, guest(fromChrome));
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual(expectedOf(person));
    expectValue(cookieOf(answer), userId);
    expect((await call("GET", "/account", bearing(cookieOf(answer)))).body["$id"]).toBe(userId);
  });

  test("shows the secret to a key, which may say where it comes from", async () => {
    const person = await createPerson();
    const { email, password, userId } = person;
    const headers = { ...fromChrome, "x-forwarded-for": "203.0.113.9", "x-forwarded-user-agent": "curl/8.5.0" };
    const key = await createKey({ scopes: ["sessions.write"] });
    const { body, status } = await ask({ email, password }, { headers, key });
    expect(status).toBe(201);
    expectValue(body["secret"], userId);
    expect(body).toMatchObject({ current: true, ip: "203.0.113.9", clientName: "curl" });
    const asGuest = await ask({ email, password }, guest(headers));
    expect(asGuest.body).toMatchObject({ secret: "", ip: "198.51.100.7", clientName: "Chrome" });
  });

  test("names the country in the requested language", async () => {
    const { email, password } = await createPerson();
    const fromJapan = (request: Request) => settled(new Request(request, { cf: { country: "JP" } }));
    const answer = await ask({ email, password }, { ...guest({ "x-appwrite-locale": "de" }), fetch: fromJapan });
    expect(answer.body).toMatchObject({ countryCode: "jp", countryName: "Japan" });
    const { body } = await call("GET", "/account/sessions/current?locale=fr", bearing(cookieOf(answer)));
    expect(body).toMatchObject({ countryCode: "jp", countryName: "Japon" });
  });

  test("signs in at the older address too", async () => {
    const person = await createPerson();
    const { email, password } = person;
    const answer = await call("POST", "/account/sessions", { ...guest(fromChrome), body: { email, password } });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual(expectedOf(person));
  });

  test("accepts the email in any case, and shows it in lower case", async () => {
    const { email, password } = await createPerson();
    const { body } = await succeed(ask({ email: email.toUpperCase(), password }), 201);
    expect(body["providerUid"]).toBe(email);
  });

  test("works with the current email, not with the previous one", async () => {
    const { email, password, userId } = await createPerson();
    const moved = `${fresh("moved")}@mail.example`;
    await succeed(call("PATCH", `/users/${userId}/email`, { body: { email: moved } }), 200);
    expect((await ask({ email: moved, password })).status).toBe(201);
    expectRefusal(await ask({ email, password }), "user_invalid_credentials");
  });

  test("updates accessedAt, and not the date of the password", async () => {
    const { email, password, userId } = await createPerson();
    const before = await readUser(userId);
    setClock(5_000);
    await succeed(ask({ email, password }), 201);
    const later = "2026-11-01T12:00:05.000+00:00";
    expect(await readUser(userId)).toEqual({ ...before, $updatedAt: later, accessedAt: later });
  });

  test("stores the origin of the session in KV", async () => {
    const { email, password } = await createPerson();
    const { body } = await ask({ email, password }, guest(fromChrome));
    expect(await env.KV.get(`session/${String(body["$id"])}`)).toBe(
      JSON.stringify({ ip: "198.51.100.7", userAgent: chromeAgent, country: null }),
    );
  });

  test("begins a session with the project's duration", async () => {
    await setSettings({ sessionDuration: 3_600 });
    const { email, password } = await createPerson();
    const answer = await ask({ email, password });
    expect(answer.body["expire"]).toBe("2026-11-01T13:00:00.000+00:00");
    expect(answer.headers.getSetCookie()[0]).toContain("; Max-Age=3600; ");
  });
});

describe("a sign-in is refused", () => {
  test("with one text for an unknown email, a wrong password, and a user without one", async () => {
    const { email, password } = await createPerson();
    const without = `${fresh("without")}@mail.example`;
    await createUser({ email: without });
    const emptied = await createPerson();
    await succeed(call("PATCH", `/users/${emptied.userId}/password`, { body: { password: "" } }), 200);
    const answers = [
      await ask({ email: "nobody@mail.example", password }),
      await ask({ email, password: `${password} ` }),
      await ask({ email: without, password }),
      await ask({ email: emptied.email, password }),
    ];
    for (const answer of answers) {
      expectRefusal(answer, "user_invalid_credentials");
      expect(answer.text).toBe(answers[0]?.text);
    }
  });

  test("for a blocked user, and only with the right password", async () => {
    const { email, password, userId } = await createPerson();
    await succeed(call("PATCH", `/users/${userId}/status`, { body: { status: false } }), 200);
    expectRefusal(await ask({ email, password }), "user_blocked");
    expectRefusal(await ask({ email, password: "wrong password" }), "user_invalid_credentials");
    await succeed(call("PATCH", `/users/${userId}/status`, { body: { status: true } }), 200);
    expect((await ask({ email, password })).status).toBe(201);
  });

  test("for a signed-in user", async () => {
    const person = await createPerson();
    const { secret } = await signIn(person);
    const { email, password } = person;
    for (const headers of [{ "x-appwrite-session": secret }, { cookie: `a_session_rollcall=${secret}` }]) {
      expectRefusal(await ask({ email, password }, guest(headers)), "user_session_already_exists");
    }
    expect((await ask({ email, password }, { headers: { "x-appwrite-session": secret } })).status).toBe(201);
  });

  test("for missing parameters, an invalid email and an invalid password", async () => {
    const { email, password } = await createPerson();
    expectMissing(await ask({}), "email");
    expectMissing(await ask({ email }), "password");
    expectInvalid(await ask({ email: "", password: "" }), "email");
    expectInvalid(await ask({ email: "ann", password }), "email");
    expectInvalid(await ask({ email, password: "" }), "password");
    expectInvalid(await ask({ email, password: "x".repeat(4_097) }), "password");
  });

  test("for a key that may not write sessions", async () => {
    const { email, password } = await createPerson();
    const key = await createKey({ scopes: ["users.write"] });
    expectRefusal(await ask({ email, password }, { key }), "general_unauthorized_scope");
  });

  test("leaving only the attempt count", async () => {
    const { email, userId } = await createPerson();
    const before = await readUser(userId);
    setClock(5_000);
    expectRefusal(await ask({ email, password: "wrong password" }), "user_invalid_credentials");
    expect(await readUser(userId)).toEqual(before);
    expect(await rows("SELECT * FROM sessions WHERE user_seq = (SELECT seq FROM users WHERE id = ?)", userId)).toEqual(
      [],
    );
  });
});

describe("the session limit", () => {
  const sessionsOf = async (userId: string) => idsOf(await call("GET", `/users/${userId}/sessions`), "sessions").ids;

  test("ends the oldest of the user's sessions, those that keys made included, and deletes their bodies from KV", async () => {
    await setSettings({ sessionLimit: 2 });
    const [person, other] = [await createPerson(), await createPerson()];
    const theirs = await signIn(other);
    const first = await call("POST", `/users/${person.userId}/sessions`, { fetch: settled });
    const firstId = String(first.body["$id"]);
    expect(await env.KV.get(`session/${firstId}`)).not.toBeNull();
    const second = await signIn(person);
    expect(await sessionsOf(person.userId)).toEqual([firstId, second.id]);

    const third = await succeed(ask({ email: person.email, password: person.password }), 201);
    expect(await sessionsOf(person.userId)).toEqual([second.id, third.body["$id"]]);
    expect((await call("GET", "/account", bearing(String(first.body["secret"])))).status).toBe(401);
    expect((await call("GET", "/account", bearing(second.secret))).status).toBe(200);
    expect((await call("GET", "/account", bearing(cookieOf(third)))).status).toBe(200);
    expect(await env.KV.get(`session/${firstId}`)).toBeNull();
    expect((await call("GET", "/account", bearing(theirs.secret))).status).toBe(200);
  });

  test("of one keeps only the new session", async () => {
    await setSettings({ sessionLimit: 1 });
    const person = await createPerson();
    await signIn(person);
    const { id } = await signIn(person);
    expect(await sessionsOf(person.userId)).toEqual([id]);
  });

  test("counts neither expired nor revoked sessions", async () => {
    const person = await createPerson();
    await beginSession(person.userId);
    await call("PATCH", `/users/${person.userId}/status`, { body: { status: false } });
    await call("PATCH", `/users/${person.userId}/status`, { body: { status: true } });
    await setSettings({ sessionLimit: 2, sessionDuration: 60 });
    await beginSession(person.userId);
    setClock(61_000);
    const [first, second] = [await signIn(person), await signIn(person)];
    expect(await sessionsOf(person.userId)).toEqual([first.id, second.id]);
  });

  test("is ten by default", async () => {
    const person = await createPerson();
    const ids = [];
    for (let begun = 0; begun < 11; begun += 1) ids.push((await signIn(person)).id);
    expect(await sessionsOf(person.userId)).toEqual(ids.slice(1));
  });
});
