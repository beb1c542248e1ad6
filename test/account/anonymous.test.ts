/** Anonymous sign-up (docs/spec/account.md#sign-in), and adding an email later (docs/spec/account.md#profile). */
import { describe, expect, test } from "vitest";
import { bearing, cookieOf, createPerson, guest, signIn, succeed, toAccount } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { createKey } from "../harness/keys.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import {
  bareSession,
  chromeAgent,
  chromeDevice,
  expectValue,
  restoreSettings,
  setSettings,
} from "../harness/sessions.ts";
import { bareUser, corporateEmail, fresh, generatedId, readUser, targetOf } from "../harness/users.ts";

holdClock();
restoreSettings();

const now = "2026-11-01T12:00:00.000+00:00";

const begin = (options: CallOptions = guest()) => call("POST", "/account/sessions/anonymous", options);

/** An anonymous user: their id and credentials. */
async function nobody() {
  const answer = await succeed(begin(), 201);
  return { userId: String(answer.body["userId"]), caller: bearing(cookieOf(answer)) };
}

describe("an anonymous session", () => {
  test("creates a user without any data", async () => {
    const answer = await begin(guest({ "user-agent": chromeAgent, "cf-connecting-ip": "198.51.100.7" }));
    expect(answer.status).toBe(201);
    const { userId } = answer.body;
    expect(answer.body).toEqual({
      ...bareSession,
      $createdAt: now,
      $updatedAt: now,
      userId: generatedId,
      expire: "2027-11-01T12:00:00.000+00:00",
      provider: "anonymous",
      ...chromeDevice,
      ip: "198.51.100.7",
      current: true,
      factors: ["anonymous"],
    });
    expectValue(cookieOf(answer), String(userId));
    expect(await readUser(String(userId))).toEqual({
      ...bareUser,
      $id: userId,
      $createdAt: now,
      $updatedAt: now,
      registration: now,
      accessedAt: now,
    });
    const account = await call("GET", "/account", bearing(cookieOf(answer)));
    expect(account.body["$id"]).toBe(userId);
  });

  test("creates another user each time", async () => {
    expect((await nobody()).userId).not.toBe((await nobody()).userId);
  });

  test("shows its secret to a key that may write sessions", async () => {
    const { body, status } = await begin({ key: await createKey({ scopes: ["sessions.write"] }) });
    expect(status).toBe(201);
    expectValue(body["secret"], String(body["userId"]));
    expectRefusal(await begin({ key: await createKey({ scopes: ["users.write"] }) }), "general_unauthorized_scope");
  });

  test("is refused to a signed-in user", async () => {
    expectRefusal(await begin((await nobody()).caller), "user_session_already_exists");
  });

  test("ends after the project's session duration", async () => {
    await setSettings({ sessionDuration: 60 });
    expect((await begin()).body["expire"]).toBe("2026-11-01T12:01:00.000+00:00");
  });
});

describe("an anonymous user", () => {
  test("gets an email and a password, and signs in with them", async () => {
    const { caller, userId } = await nobody();
    setClock(5_000);
    const before = toAccount(await readUser(userId));
    const [email, password] = [`${fresh()}@mail.example`, "correct horse battery staple"];
    const answer = await call("PATCH", "/account/email", { ...caller, body: { email, password } });
    expect(answer.status).toBe(200);
    const later = "2026-11-01T12:00:05.000+00:00";
    expect(answer.body).toEqual({
      ...before,
      ...corporateEmail(email),
      $updatedAt: later,
      passwordUpdate: later,
      targets: [{ ...targetOf(userId, "email", email), $createdAt: later, $updatedAt: later }],
    });
    expect(toAccount(await readUser(userId))).toEqual(answer.body);
    const { secret } = await signIn({ userId, email, password });
    expect((await call("GET", "/account", bearing(secret))).body["$id"]).toBe(userId);
    expect((await call("GET", "/account", caller)).status).toBe(200);
  });

  test("rejects an address that is taken, and an email without a password", async () => {
    const { caller, userId } = await nobody();
    const { email } = await createPerson();
    const before = await readUser(userId);
    const change = (body: object) => call("PATCH", "/account/email", { ...caller, body });
    expectInvalid(await change({ email: `${fresh()}@mail.example`, password: "" }), "password");
    expectMissing(await change({ email: `${fresh()}@mail.example` }), "password");
    expectRefusal(await change({ email, password: "12345678" }), "user_target_already_exists");
    expect(await readUser(userId)).toEqual(before);
  });

  test("sets a first password without an old one, which is required from then on", async () => {
    const { caller } = await nobody();
    const change = (body: object) => call("PATCH", "/account/password", { ...caller, body });
    expectMissing(await change({ oldPassword: "12345678" }), "password");
    expect((await change({ password: "first password" })).status).toBe(200);
    expectRefusal(await change({ password: "second password" }), "user_invalid_credentials");
    expect((await change({ password: "second password", oldPassword: "first password" })).status).toBe(200);
  });
});
