/** JWTs that a server makes (docs/spec/users.md#jwts; docs/decisions/0014-jwts.md). */
import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { bearing, beginSession, createJwt, createPerson, signIn, succeed, withJwt } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { dump } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { restoreSettings, setSettings } from "../harness/sessions.ts";
import { createUser, generatedId } from "../harness/users.ts";

holdClock();
restoreSettings();

const make = (userId: string, body: object = {}, options: CallOptions = {}) =>
  call("POST", `/users/${userId}/jwts`, { body, ...options });

/** The claims of the JWT in an answer. */
async function claimsOf(userId: string, body: object = {}) {
  const answer = await succeed(make(userId, body), 201);
  return decodeJwt(String(answer.body["jwt"]));
}

const seconds = noon / 1_000;

/** Whether a JWT is served. */
const statusOf = async (jwt: string) => (await call("GET", "/account", withJwt(jwt))).status;

describe("a JWT", () => {
  test("is all that the answer shows", async () => {
    const answer = await make(await createUser());
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ jwt: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) });
  });

  test("has user, session and expiry, in upstream's order", async () => {
    const userId = await createUser();
    const { id } = await beginSession(userId);
    const claims = await claimsOf(userId);
    expect(claims).toEqual({
      userId,
      sessionId: id,
      exp: seconds + 900,
      sub: userId,
      iss: "http://rollcall.test/v1",
      aud: "rollcall",
      iat: seconds,
      jti: generatedId,
      epoch: expect.stringMatching(/^\d+\.0$/),
    });
    expect(Object.keys(claims).slice(0, 3)).toEqual(["userId", "sessionId", "exp"]);
  });

  test("is bound to the session that was begun last", async () => {
    const userId = await createUser();
    expect(await claimsOf(userId)).toMatchObject({ sessionId: "" });
    const first = await beginSession(userId);
    const second = await beginSession(userId);
    for (const body of [{}, { sessionId: "recent" }, { sessionId: null }]) {
      expect(await claimsOf(userId, body)).toMatchObject({ sessionId: second.id });
    }
    await succeed(call("DELETE", `/users/${userId}/sessions/${second.id}`), 204);
    expect(await claimsOf(userId)).toMatchObject({ sessionId: first.id });
  });

  test("is bound to the named session, or to none; another user's is refused", async () => {
    const userId = await createUser();
    const first = await beginSession(userId);
    await beginSession(userId);
    const theirs = await beginSession(await createUser());
    expect(await claimsOf(userId, { sessionId: first.id })).toMatchObject({ sessionId: first.id });
    expect(await claimsOf(userId, { sessionId: "none" })).toMatchObject({ sessionId: "" });
    for (const sessionId of ["current", "unknown", theirs.id]) {
      expectRefusal(await make(userId, { sessionId }), "user_session_not_found");
    }
  });

  test("cannot be bound to an ended session", async () => {
    await setSettings({ sessionDuration: 60 });
    const userId = await createUser();
    const { id } = await beginSession(userId);
    setClock(60_001);
    expect(await claimsOf(userId)).toMatchObject({ sessionId: "" });
    expectRefusal(await make(userId, { sessionId: id }), "user_session_not_found");
  });

  test.each([
    [{}, 900],
    [{ duration: 1 }, 1],
    [{ duration: 3_600 }, 3_600],
    [{ duration: "5" }, 5],
    [{ duration: null }, 900],
  ])("lives as long as %j says", async (body, lives) => {
    expect(await claimsOf(await createUser(), body)).toMatchObject({ exp: seconds + lives });
  });

  test("never lives longer than its session, to the second", async () => {
    await setSettings({ sessionDuration: 60 });
    const userId = await createUser();
    setClock(500);
    const { id } = await beginSession(userId);
    expect(await claimsOf(userId, { duration: 3_600 })).toMatchObject({ sessionId: id, exp: seconds + 60 });
    expect(await claimsOf(userId, { duration: 30 })).toMatchObject({ sessionId: id, exp: seconds + 30 });
    expect(await claimsOf(userId, { sessionId: "none", duration: 3_600 })).toMatchObject({ exp: seconds + 3_600 });
  });

  test.each([0, -1, 3_601, 1.5, "long", true])("is refused for the duration %j", async (duration) => {
    const answer = await make(await createUser(), { duration });
    expectInvalid(answer, "duration", "Value must be a valid range between 1 and 3,600");
  });

  test("is refused for an unknown user, and for an invalid id", async () => {
    expectRefusal(await make("nobody"), "user_not_found");
    expectInvalid(await make("_nobody"), "userId");
    expectInvalid(await make(await createUser(), { sessionId: "_none" }), "sessionId");
  });

  test("is refused to a blocked user", async () => {
    const userId = await createUser();
    await call("PATCH", `/users/${userId}/status`, { body: { status: false } });
    expectRefusal(await make(userId), "user_blocked");
  });

  test("requires users.write, not sessions.write", async () => {
    const userId = await createUser();
    expect((await make(userId, {}, { key: await createKey({ scopes: ["users.write"] }) })).status).toBe(201);
    const other = await createKey({ scopes: ["sessions.write"] });
    expectRefusal(await make(userId, {}, { key: other }), "general_unauthorized_scope");
  });

  test("is stored nowhere", async () => {
    const userId = await createUser();
    const before = await dump();
    await succeed(make(userId), 201);
    expect(await dump()).toEqual(before);
  });
});

test("JWTs live and end as in upstream's suite", async () => {
  const person = await createPerson();
  const { userId } = person;
  const unbound = await createJwt(userId);
  expect(decodeJwt(unbound)).toMatchObject({ sessionId: "" });
  expect(await statusOf(unbound)).toBe(200);

  const [first, second] = [await signIn(person), await signIn(person)];
  const ofFirst = await createJwt(userId, first.id);
  const short = await createJwt(userId, "recent", 5);
  const ofSecond = await createJwt(userId);
  for (const jwt of [ofFirst, short, ofSecond]) expect(await statusOf(jwt)).toBe(200);

  setClock(10_000);
  expectRefusal(await call("GET", "/account", withJwt(short)), "user_jwt_invalid");
  expect(await statusOf(ofSecond)).toBe(200);

  await succeed(call("DELETE", `/users/${userId}/sessions/${first.id}`), 204);
  expect(await statusOf(ofFirst)).toBe(401);
  expect(await statusOf(ofSecond)).toBe(200);
  await succeed(call("DELETE", `/users/${userId}/sessions`), 204);
  expect(await statusOf(ofSecond)).toBe(401);
  await succeed(call("DELETE", `/users/${userId}/sessions`), 204);

  const answer = await call("GET", "/account", withJwt(unbound));
  expect(answer).toMatchObject({ status: 200, body: { $id: userId } });
  expect((await call("GET", "/account", bearing(second.secret))).status).toBe(401);
  await succeed(call("DELETE", `/users/${userId}`), 204);
  expect(await statusOf(unbound)).toBe(401);
});
