/**
 * Changing the password, and the credentials that end with it (docs/spec/account.md#passwords;
 * docs/decisions/0011-promises.md#revocation, docs/decisions/0014-jwts.md).
 */
import { describe, expect, test } from "vitest";
import {
  bearing,
  beginSession,
  createJwt,
  createPerson,
  createToken,
  guest,
  signIn,
  succeed,
  toAccount,
  withJwt,
} from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { restoreSettings, setSettings } from "../harness/sessions.ts";
import { createUser, readUser } from "../harness/users.ts";

holdClock();
restoreSettings();

const later = "2026-11-01T12:00:05.000+00:00";
const password = "another password";

const change = (body: object, caller: CallOptions) => call("PATCH", "/account/password", { ...caller, body });

/** A signed-in user with every other kind of credential as well. */
async function everything() {
  const person = await createPerson();
  const { userId } = person;
  const [current, other] = [await signIn(person), await beginSession(userId)];
  const ways = {
    current: bearing(current.secret),
    other: bearing(other.secret),
    jwtOfCurrent: withJwt(await createJwt(userId, current.id)),
    jwtOfOther: withJwt(await createJwt(userId, other.id)),
    jwtOfNone: withJwt(await createJwt(userId, "none")),
  };
  return { person, ways, token: await createToken(userId) };
}

type Everything = Awaited<ReturnType<typeof everything>>;

/** The credentials that still work. */
async function openOf({ person: { userId }, token, ways }: Everything): Promise<readonly string[]> {
  const open: string[] = [];
  for (const [name, caller] of Object.entries(ways)) {
    if ((await call("GET", "/account", caller)).status === 200) open.push(name);
  }
  const body = { userId, secret: token };
  if ((await call("POST", "/account/sessions/token", { ...guest(), body })).status === 201) open.push("token");
  return open;
}

const all = ["current", "other", "jwtOfCurrent", "jwtOfOther", "jwtOfNone", "token"];

describe("the account's password", () => {
  test("changes with the old one, and updates the date", async () => {
    const { person, ways } = await everything();
    await call("GET", "/account", ways.current);
    const before = toAccount(await readUser(person.userId));
    setClock(5_000);
    const answer = await change({ password, oldPassword: person.password }, ways.current);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...before, $updatedAt: later, passwordUpdate: later });
    expect(toAccount(await readUser(person.userId))).toEqual(answer.body);
  });

  test("signs in from then on, and the old one does not", async () => {
    const { person, ways } = await everything();
    await succeed(change({ password, oldPassword: person.password }, ways.current), 200);
    const { email } = person;
    const ask = (given: string) =>
      call("POST", "/account/sessions/email", { ...guest(), body: { email, password: given } });
    expectRefusal(await ask(person.password), "user_invalid_credentials");
    expect((await ask(password)).status).toBe(201);
  });

  test("requires the old one, and ends no session without it", async () => {
    const everythingOf = await everything();
    const { person, ways } = everythingOf;
    await call("GET", "/account", ways.current);
    const before = await readUser(person.userId);
    for (const body of [{ password }, { password, oldPassword: "" }, { password, oldPassword: "wrong password" }]) {
      expectRefusal(await change(body, ways.current), "user_invalid_credentials");
    }
    expect(await readUser(person.userId)).toEqual(before);
    expect(await openOf(everythingOf)).toEqual(all);
  });

  test("can be set without an old one by a user who has none, and is required from then on", async () => {
    const userId = await createUser();
    const caller = bearing((await beginSession(userId)).secret);
    expect((await change({ password, oldPassword: "whatever" }, caller)).status).toBe(200);
    expectRefusal(await change({ password: "third password" }, caller), "user_invalid_credentials");
    expect((await change({ password: "third password", oldPassword: password }, caller)).status).toBe(200);
  });

  test("cannot be set by a session from before the server removed it", async () => {
    const { email, userId } = await createPerson();
    await succeed(call("PATCH", `/users/${userId}/password`, { body: { password: "" } }), 200);
    const caller = bearing((await beginSession(userId)).secret);
    const before = await readUser(userId);
    for (const body of [{ password }, { password, oldPassword: "" }]) {
      expectRefusal(await change(body, caller), "user_invalid_credentials");
    }
    const moved = await call("PATCH", "/account/email", { ...caller, body: { email: `new-${email}`, password } });
    expectRefusal(moved, "user_invalid_credentials");
    expect(await readUser(userId)).toMatchObject({ password: "", passwordUpdate: before["passwordUpdate"], email });
  });

  test("is refused for missing or malformed parameters", async () => {
    const { person, ways } = await everything();
    const { password: oldPassword } = person;
    expectMissing(await change({}, ways.current), "password");
    expectMissing(await change({ oldPassword }, ways.current), "password");
    expectInvalid(await change({ password: "", oldPassword }, ways.current), "password");
    expectInvalid(await change({ password: "1234567", oldPassword }, ways.current), "password");
    expectInvalid(await change({ password: "x".repeat(257), oldPassword }, ways.current), "password");
    expectInvalid(await change({ password, oldPassword: "x".repeat(4_097) }, ways.current), "oldPassword");
    expectRefusal(await change({ password, oldPassword }, guest()), "general_unauthorized_scope");
  });
});

describe("a change of the password", () => {
  test("ends every credential except the current session", async () => {
    const everythingOf = await everything();
    const { person, ways } = everythingOf;
    await succeed(change({ password, oldPassword: person.password }, ways.current), 200);
    expect(await openOf(everythingOf)).toEqual(["current"]);
  });

  test("by the server ends every session, token and JWT", async () => {
    const everythingOf = await everything();
    await succeed(call("PATCH", `/users/${everythingOf.person.userId}/password`, { body: { password } }), 200);
    expect(await openOf(everythingOf)).toEqual([]);
    expect((await call("GET", `/users/${everythingOf.person.userId}/sessions`)).body).toEqual({
      total: 0,
      sessions: [],
    });
    await signIn({ ...everythingOf.person, password });
  });

  test("ends no other user's sessions", async () => {
    const [{ person, ways }, other] = [await everything(), await everything()];
    await succeed(change({ password, oldPassword: person.password }, ways.current), 200);
    expect(await openOf(other)).toEqual(all);
  });

  test("ends no session where the policy says so, by user and by key", async () => {
    await setSettings({ sessionInvalidation: false });
    const [byUser, byServer] = [await everything(), await everything()];
    const { person, ways } = byUser;
    await succeed(change({ password, oldPassword: person.password }, ways.current), 200);
    await succeed(call("PATCH", `/users/${byServer.person.userId}/password`, { body: { password } }), 200);
    expect(await openOf(byUser)).toEqual(all);
    expect(await openOf(byServer)).toEqual(all);
  });

  test("accepts new JWTs and tokens", async () => {
    const { person, ways } = await everything();
    await succeed(change({ password, oldPassword: person.password }, ways.current), 200);
    const jwt = withJwt(await createJwt(person.userId, "none"));
    expect((await call("GET", "/account", jwt)).status).toBe(200);
    const body = { userId: person.userId, secret: await createToken(person.userId) };
    expect((await call("POST", "/account/sessions/token", { ...guest(), body })).status).toBe(201);
  });
});
