/** Name, preferences and status of the account (docs/spec/account.md#profile). */
import { describe, expect, test } from "vitest";
import {
  bearing,
  beginSession,
  createJwt,
  createPerson,
  guest,
  signIn,
  succeed,
  toAccount,
  withJwt,
} from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { idsOf, list } from "../harness/lists.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { settled } from "../harness/sessions.ts";
import { createUser, readUser } from "../harness/users.ts";

holdClock();

const later = "2026-11-01T12:00:05.000+00:00";

/** A user with a session, who has just used it. */
async function someone() {
  const userId = await createUser();
  const { secret } = await beginSession(userId);
  const caller = bearing(secret);
  await succeed(call("GET", "/account", { ...caller, fetch: settled }), 200);
  return { userId, caller, before: toAccount(await readUser(userId)) };
}

describe("the account's name", () => {
  const change = (body: object, caller = guest()) => call("PATCH", "/account/name", { ...caller, body });

  test("is changed, and no other field is", async () => {
    const { before, caller, userId } = await someone();
    setClock(5_000);
    const answer = await change({ name: "Ann Lee" }, caller);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...before, name: "Ann Lee", $updatedAt: later });
    expect(toAccount(await readUser(userId))).toEqual(answer.body);
    expect(idsOf(await list({ search: "ann lee" })).ids).toEqual([userId]);
  });

  test("may have 128 characters, and has one at least", async () => {
    const { caller } = await someone();
    expect((await change({ name: "é".repeat(128) }, caller)).status).toBe(200);
    expectMissing(await change({}, caller), "name");
    expectInvalid(await change({ name: "" }, caller), "name");
    expectInvalid(await change({ name: "é".repeat(129) }, caller), "name");
    expectRefusal(await change({ name: "Ann" }), "general_unauthorized_scope");
  });
});

describe("the account's preferences", () => {
  const read = (caller = guest()) => call("GET", "/account/prefs", caller);
  const change = (prefs: unknown, caller = guest()) => call("PATCH", "/account/prefs", { ...caller, body: { prefs } });

  test("are none at first", async () => {
    const { caller } = await someone();
    expect(await read(caller)).toMatchObject({ status: 200, text: "{}" });
    expectRefusal(await read(), "general_unauthorized_scope");
  });

  test("are replaced as a whole, and shown with the account", async () => {
    const { before, caller } = await someone();
    setClock(5_000);
    await succeed(change({ theme: "dark", size: 3 }, caller), 200);
    const prefs = { language: "de", nested: { ключ: [1, null, true] } };
    const answer = await change(prefs, caller);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...before, prefs, $updatedAt: later });
    expect((await read(caller)).body).toEqual(prefs);
    await succeed(change({}, caller), 200);
    expect((await read(caller)).text).toBe("{}");
  });

  test.each([
    "{}",
    "[]",
    '{"test":"value"}',
    null,
    1,
    ["a"],
    { text: "🙂".repeat(100_000) },
    { text: "-".repeat(100_000) },
  ])("are not %j", async (prefs) => {
    const { before, caller, userId } = await someone();
    expectInvalid(await change(prefs, caller), "prefs");
    expect(toAccount(await readUser(userId))).toEqual(before);
  });

  test("are missed when they are missing, and a guest has none", async () => {
    const { caller } = await someone();
    expectMissing(await call("PATCH", "/account/prefs", { ...caller, body: {} }), "prefs");
    expectRefusal(await change({}), "general_unauthorized_scope");
  });
});

describe("the account's status", () => {
  const block = (caller = guest(), body: object = {}) => call("PATCH", "/account/status", { ...caller, body });

  test("becomes blocked, whatever status is sent: every credential is refused until a server unblocks the user", async () => {
    const person = await createPerson();
    const { secret } = await signIn(person);
    const caller = bearing(secret);
    const jwt = withJwt(await createJwt(person.userId, "none"));
    await succeed(call("GET", "/account", { ...caller, fetch: settled }), 200);
    const before = toAccount(await readUser(person.userId));
    setClock(5_000);
    const answer = await block(caller, { status: true });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...before, status: false, $updatedAt: later });
    const { email, password } = person;
    const ask = () => call("POST", "/account/sessions/email", { ...guest(), body: { email, password } });
    for (const each of [caller, jwt]) expectRefusal(await call("GET", "/account", each), "user_blocked");
    expectRefusal(await ask(), "user_blocked");

    await succeed(call("PATCH", `/users/${person.userId}/status`, { body: { status: true } }), 200);
    for (const each of [caller, jwt]) {
      expectRefusal(await call("GET", "/account", each), "general_unauthorized_scope");
    }
    expect((await ask()).status).toBe(201);
  });

  test("requires a session", async () => {
    expectRefusal(await block(), "general_unauthorized_scope");
  });
});
