/**
 * The effects of the policies on sessions: duration, limit, invalidation; and of the setting of the alert
 * (docs/spec/project.md#policy-effects).
 */
import { afterEach, describe, expect, test } from "vitest";
import {
  bearing,
  beginSession,
  cookieOf,
  createJwt,
  createPerson,
  createToken,
  guest,
  type Person,
  signIn,
  succeed,
  withJwt,
} from "../harness/account.ts";
import { type Answer, call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { resetSettings, setPolicy } from "./policies.ts";

holdClock();
afterEach(resetSettings);

/** The ids of a user's sessions, oldest first. */
async function sessionsOf({ userId }: Person): Promise<readonly unknown[]> {
  const { body } = await succeed(call("GET", `/users/${userId}/sessions`), 200);
  return (body["sessions"] as readonly { readonly $id: unknown }[]).map(({ $id }) => $id);
}

/** Signs in with a token that a server made. @returns the session's id */
async function signInWithToken({ userId }: Person): Promise<string> {
  const body = { userId, secret: await createToken(userId) };
  return String((await succeed(call("POST", "/account/sessions/token", { ...guest(), body }), 201)).body["$id"]);
}

const getAccount = (caller: CallOptions): Promise<Answer> => call("GET", "/account", caller);

async function expectAccount(caller: CallOptions): Promise<void> {
  expect((await getAccount(caller)).status).toBe(200);
}

async function expectOut(caller: CallOptions): Promise<void> {
  expectRefusal(await getAccount(caller), "general_unauthorized_scope");
}

describe("session-duration", () => {
  /** Each way to begin a session. */
  const beginnings: readonly (readonly [string, (person: Person) => Promise<Answer>])[] = [
    [
      "an email and a password",
      ({ email, password }) => call("POST", "/account/sessions/email", { ...guest(), body: { email, password } }),
    ],
    [
      "a token",
      async ({ userId }) =>
        call("POST", "/account/sessions/token", { ...guest(), body: { userId, secret: await createToken(userId) } }),
    ],
    ["no name", () => call("POST", "/account/sessions/anonymous", guest())],
    ["the server", ({ userId }) => call("POST", `/users/${userId}/sessions`)],
  ];

  test.each(beginnings)("is how long a session lives that begins with %s", async (_way, begin) => {
    await setPolicy("session-duration", { duration: 90 });
    expect((await begin(await createPerson())).body).toMatchObject({
      $createdAt: "2026-11-01T12:00:00.000+00:00",
      expire: "2026-11-01T12:01:30.000+00:00",
    });
  });

  test("is a year at first", async () => {
    const { userId } = await createPerson();
    expect((await call("POST", `/users/${userId}/sessions`)).body["expire"]).toBe("2027-11-01T12:00:00.000+00:00");
  });

  test("does not shorten existing sessions", async () => {
    const { id, secret } = await signIn(await createPerson());
    await setPolicy("session-duration", { duration: 60 });
    setClock(61_000);
    await expectAccount(bearing(secret));
    const { body } = await call("GET", `/account/sessions/${id}`, bearing(secret));
    expect(body["expire"]).toBe("2027-11-01T12:00:00.000+00:00");
  });

  test("does not revive ended sessions", async () => {
    await setPolicy("session-duration", { duration: 60 });
    const { secret } = await signIn(await createPerson());
    setClock(60_000);
    await expectAccount(bearing(secret));
    await setPolicy("session-duration", { duration: 31_536_000 });
    setClock(60_001);
    await expectOut(bearing(secret));
  });

  test("applies to later extensions", async () => {
    const { secret } = await signIn(await createPerson());
    await setPolicy("session-duration", { duration: 120 });
    setClock(10_000);
    const { body } = await succeed(call("PATCH", "/account/sessions/current", bearing(secret)), 200);
    expect(body["expire"]).toBe("2026-11-01T12:02:10.000+00:00");
  });
});

describe("session-limit", () => {
  test("of 1 ends the first session at the second sign-in", async () => {
    await setPolicy("session-limit", { total: 1 });
    const person = await createPerson();
    const [first, second] = [await signIn(person), await signIn(person)];
    await expectOut(bearing(first.secret));
    await expectAccount(bearing(second.secret));
    expect(await sessionsOf(person)).toEqual([second.id]);
  });

  test("of 2 keeps two, and the third sign-in of any kind ends the oldest", async () => {
    await setPolicy("session-limit", { total: 2 });
    const person = await createPerson();
    const first = (await signIn(person)).id;
    const second = await signInWithToken(person);
    expect(await sessionsOf(person)).toEqual([first, second]);
    const third = await signInWithToken(person);
    expect(await sessionsOf(person)).toEqual([second, third]);
    const fourth = (await signIn(person)).id;
    expect(await sessionsOf(person)).toEqual([third, fourth]);
  });

  test("is 10 at first", async () => {
    const person = await createPerson();
    const ids: string[] = [];
    for (let count = 0; count < 11; count += 1) ids.push(await signInWithToken(person));
    expect(await sessionsOf(person)).toEqual(ids.slice(1));
  });

  test("ends none when it is lowered, and all beyond it at the next sign-in", async () => {
    const person = await createPerson();
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) ids.push(await signInWithToken(person));
    await setPolicy("session-limit", { total: 2 });
    expect(await sessionsOf(person)).toEqual(ids);
    const last = await signInWithToken(person);
    expect(await sessionsOf(person)).toEqual([ids[3], last]);
  });

  test("does not limit the server, whose sessions count at the next sign-in", async () => {
    await setPolicy("session-limit", { total: 2 });
    const person = await createPerson();
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) ids.push((await beginSession(person.userId)).id);
    expect(await sessionsOf(person)).toEqual(ids);
    const last = (await signIn(person)).id;
    expect(await sessionsOf(person)).toEqual([ids[3], last]);
  });

  test("is each user's own", async () => {
    await setPolicy("session-limit", { total: 1 });
    const [one, other] = [await createPerson(), await createPerson()];
    const [ofOne, ofOther] = [await signIn(one), await signIn(other)];
    await expectAccount(bearing(ofOne.secret));
    await expectAccount(bearing(ofOther.secret));
  });

  test("holds where sign-ins are simultaneous", async () => {
    await setPolicy("session-limit", { total: 3 });
    const person = await createPerson();
    await Promise.all(Array.from({ length: 8 }, () => signInWithToken(person)));
    expect((await sessionsOf(person)).length).toBe(3);
  });
});

describe("session-invalidation", () => {
  const changeByServer = ({ userId }: Person, password: string) =>
    succeed(call("PATCH", `/users/${userId}/password`, { body: { password } }), 200);
  const changeBySelf = ({ password: oldPassword }: Person, secret: string, password: string) =>
    succeed(call("PATCH", "/account/password", { ...bearing(secret), body: { password, oldPassword } }), 200);

  test("is on at first: a password from the server ends all sessions, JWTs and tokens", async () => {
    const person = await createPerson();
    const [one, other] = [await signIn(person), await signIn(person)];
    const jwt = await createJwt(person.userId, "none");
    const token = await createToken(person.userId);
    await changeByServer(person, "another password");
    await expectOut(bearing(one.secret));
    await expectOut(bearing(other.secret));
    expect(await sessionsOf(person)).toEqual([]);
    expect((await getAccount(withJwt(jwt))).status).toBe(401);
    const body = { userId: person.userId, secret: token };
    expectRefusal(await call("POST", "/account/sessions/token", { ...guest(), body }), "user_invalid_token");
  });

  test("on, keeps the session in which the user changes the password", async () => {
    const person = await createPerson();
    const [other, current] = [await signIn(person), await signIn(person)];
    await changeBySelf(person, current.secret, "another password");
    await expectOut(bearing(other.secret));
    await expectAccount(bearing(current.secret));
    expect(await sessionsOf(person)).toEqual([current.id]);
  });

  test("off, ends no session", async () => {
    await setPolicy("session-invalidation", { enabled: false });
    const person = await createPerson();
    const [one, other] = [await signIn(person), await signIn(person)];
    const jwt = await createJwt(person.userId, "none");
    const token = await createToken(person.userId);
    await changeBySelf(person, one.secret, "another password");
    await changeByServer(person, "a third password");
    await changeByServer(person, "");
    for (const caller of [bearing(one.secret), bearing(other.secret), withJwt(jwt)]) await expectAccount(caller);
    const body = { userId: person.userId, secret: token };
    await succeed(call("POST", "/account/sessions/token", { ...guest(), body }), 201);
  });

  test("neither revives sessions when switched off nor ends any when switched on", async () => {
    const person = await createPerson();
    const ended = await signIn(person);
    await changeByServer(person, "another password");
    await setPolicy("session-invalidation", { enabled: false });
    await expectOut(bearing(ended.secret));
    const begun = await signIn({ ...person, password: "another password" });
    await changeByServer(person, "a third password");
    await setPolicy("session-invalidation", { enabled: true });
    await expectAccount(bearing(begun.secret));
    await changeByServer(person, "a fourth password");
    await expectOut(bearing(begun.secret));
  });
});

test("session-alert is stored, and does not change a sign-in", async () => {
  await setPolicy("session-alert", { enabled: true });
  const { email, password, userId } = await createPerson();
  for (const _again of [1, 2]) {
    const answer = await call("POST", "/account/sessions/email", { ...guest(), body: { email, password } });
    expect(answer.status).toBe(201);
    await expectAccount(bearing(cookieOf(answer)));
  }
  expect(
    await rows("SELECT event FROM logs WHERE resource = ? AND event <> 'user.create' ORDER BY seq", `user/${userId}`),
  ).toEqual([{ event: "session.create" }, { event: "session.create" }]);
});
