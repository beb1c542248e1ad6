/**
 * The attacker knows only the victim's email, and keeps its password paused. A victim who has signed in on the device before
 * is not affected (docs/spec/account.md#known-devices).
 */
import { describe, expect, test } from "vitest";
import { cookieOf, createPerson, guest, type Person, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { fail, makeDevice, trySignIn, wrongPassword } from "../harness/guesses.ts";
import { expectRefusal } from "../harness/refusal.ts";

holdClock();

const [hour, day] = [3_600_000, 86_400_000];

/** A user whose password is paused, and a known device of the account. */
async function makeVictim(): Promise<Person & { readonly cookie: string }> {
  const person = await createPerson();
  const cookie = await makeDevice(person);
  await fail(person.email, 10);
  expectRefusal(await trySignIn(person.email, person.password), "general_rate_limit_exceeded");
  return { ...person, cookie };
}

test("a known device signs in while the password is paused, and a browser keeps its cookie for 90 days", async () => {
  const person = await createPerson();
  const first = await trySignIn(person.email, person.password);
  const cookie = first.headers.getSetCookie().find((each) => each.startsWith("a_device_rollcall=")) ?? "";
  expect(cookie).toMatch(/^a_device_rollcall=[\w.-]+; Domain=\.rollcall\.test; Max-Age=7776000; Path=\/; HttpOnly$/);
  await fail(person.email, 10);
  const value = cookie.split(";")[0] ?? "";
  expect((await trySignIn(person.email, person.password, guest({ cookie: value }))).status).toBe(201);
});

test("so does a browser that keeps cookies in X-Fallback-Cookies, also after it has signed out", async () => {
  const person = await createPerson();
  const origin = { origin: "http://localhost:3000" };
  const first = await trySignIn(person.email, person.password, guest(origin));
  const kept = first.headers.get("x-fallback-cookies") ?? "";
  expect(JSON.parse(kept)).toEqual({ a_session_rollcall: cookieOf(first), a_device_rollcall: expect.any(String) });
  const out = await call("DELETE", "/account/sessions/current", guest({ ...origin, "x-fallback-cookies": kept }));
  const left = out.headers.get("x-fallback-cookies") ?? "";
  expect(JSON.parse(left)).toEqual({ a_device_rollcall: expect.any(String) });
  await fail(person.email, 10);
  const again = await trySignIn(person.email, person.password, guest({ ...origin, "x-fallback-cookies": left }));
  expect(again.status).toBe(201);
});

test("a sign-in by any other way makes the device known too", async () => {
  const person = await createPerson();
  const token = await succeed(call("POST", `/users/${person.userId}/tokens`, { body: {} }), 201);
  const body = { userId: person.userId, secret: token.body["secret"] };
  const answer = await succeed(call("POST", "/account/sessions/token", { ...guest(), body }), 201);
  const cookie = answer.headers.getSetCookie().find((each) => each.startsWith("a_device_")) ?? "";
  await fail(person.email, 10);
  expect((await trySignIn(person.email, person.password, guest({ cookie: cookie.split(";")[0] ?? "" }))).status).toBe(
    201,
  );
});

describe("a device is a stranger", () => {
  test("to another account: the attacker's own device opens no other's pause", async () => {
    const victim = await makeVictim();
    const cookie = await makeDevice(await createPerson());
    const answer = await trySignIn(victim.email, victim.password, guest({ cookie }));
    expectRefusal(answer, "general_rate_limit_exceeded");
  });

  test("after 90 days", async () => {
    const person = await createPerson();
    const cookie = await makeDevice(person);
    setClock(90 * day);
    await fail(person.email, 10);
    expectRefusal(await trySignIn(person.email, person.password, guest({ cookie })), "general_rate_limit_exceeded");
  });

  test("after a new password, also where the project lets sessions go on", async () => {
    await call("PATCH", "/project/policies/session-invalidation", { body: { enabled: false } });
    const person = await createPerson();
    const cookie = await makeDevice(person);
    const password = "a new password, and a long one";
    setClock(1);
    await succeed(call("PATCH", `/users/${person.userId}/password`, { body: { password } }), 200);
    await fail(person.email, 10);
    expectRefusal(await trySignIn(person.email, password, guest({ cookie })), "general_rate_limit_exceeded");
    await call("PATCH", "/project/policies/session-invalidation", { body: { enabled: true } });
  });

  test("after a block, which raises the epoch", async () => {
    const person = await createPerson();
    const cookie = await makeDevice(person);
    for (const status of [false, true]) {
      await succeed(call("PATCH", `/users/${person.userId}/status`, { body: { status } }), 200);
    }
    await fail(person.email, 10);
    expectRefusal(await trySignIn(person.email, person.password, guest({ cookie })), "general_rate_limit_exceeded");
  });

  test.each(["nonsense", "a.b.c", "x".repeat(600)])("with a value that was not made here: %j", async (value) => {
    const victim = await makeVictim();
    const answer = await trySignIn(victim.email, victim.password, guest({ cookie: `a_device_rollcall=${value}` }));
    expectRefusal(answer, "general_rate_limit_exceeded");
  });
});

test("a stolen device has ten tries an hour, which pause no other device", async () => {
  const person = await createPerson();
  const [cookie, other] = [await makeDevice(person), await makeDevice(person)];
  for (let i = 1; i <= 10; i++) {
    const answer = await trySignIn(person.email, wrongPassword, guest({ cookie }));
    expectRefusal(answer, "user_invalid_credentials");
    expect(answer.headers.get("x-ratelimit-remaining")).toBe(String(10 - i));
  }
  expectRefusal(await trySignIn(person.email, person.password, guest({ cookie })), "general_rate_limit_exceeded");
  expect((await trySignIn(person.email, person.password, guest({ cookie: other }))).status).toBe(201);
  expect((await trySignIn(person.email, person.password)).status).toBe(201);
  setClock(hour);
  expect((await trySignIn(person.email, person.password, guest({ cookie }))).status).toBe(201);
});
