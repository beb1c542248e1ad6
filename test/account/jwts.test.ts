/** JWTs that users create (docs/spec/account.md#jwts). */
import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { bearing, beginSession, createJwt, createPerson, guest, signIn, succeed, withJwt } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { restoreSettings, setSettings } from "../harness/sessions.ts";
import { createUser, generatedId } from "../harness/users.ts";

holdClock();
restoreSettings();

const seconds = noon / 1_000;

const make = (caller: CallOptions, body: object = {}) => call("POST", "/account/jwts", { ...caller, body });

/** The JWT that a caller creates, and its claims. */
async function made(caller: CallOptions, body: object = {}) {
  const answer = await succeed(make(caller, body), 201);
  const jwt = String(answer.body["jwt"]);
  return { jwt, claims: decodeJwt(jwt) };
}

async function someone() {
  const userId = await createUser();
  const { id, secret } = await beginSession(userId);
  return { userId, id, caller: bearing(secret) };
}

describe("a JWT", () => {
  test("is all that the answer shows, and signs in", async () => {
    const { caller, userId } = await someone();
    const answer = await make(caller);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ jwt: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) });
    expect(answer.headers.get("x-ratelimit-remaining")).toBe("119");
    const account = await call("GET", "/account", withJwt(String(answer.body["jwt"])));
    expect(account).toMatchObject({ status: 200, body: { $id: userId } });
  });

  test("is bound to the session that asks, not to the most recent one", async () => {
    const { caller, id, userId } = await someone();
    await beginSession(userId);
    expect((await made(caller)).claims).toEqual({
      userId,
      sessionId: id,
      exp: seconds + 900,
      sub: userId,
      iss: "http://rollcall.test/v1",
      aud: "rollcall",
      iat: seconds,
      jti: generatedId,
      epoch: expect.stringMatching(/^\d+\.0$/),
      factors: 1,
    });
  });

  test("dies with its session", async () => {
    const { caller, id, userId } = await someone();
    const other = await beginSession(userId);
    const [{ jwt }, ofOther] = [await made(caller), await made(bearing(other.secret))];
    await succeed(call("DELETE", `/account/sessions/${id}`, caller), 204);
    expectRefusal(await call("GET", "/account", withJwt(jwt)), "general_unauthorized_scope");
    expect((await call("GET", "/account", withJwt(ofOther.jwt))).status).toBe(200);
  });

  test("lives as long as is asked", async () => {
    const { caller } = await someone();
    expect((await made(caller, { duration: 3_600 })).claims.exp).toBe(seconds + 3_600);
    const { jwt } = await made(caller, { duration: 5 });
    setClock(4_999);
    expect((await call("GET", "/account", withJwt(jwt))).status).toBe(200);
    setClock(6_000);
    expectRefusal(await call("GET", "/account", withJwt(jwt)), "user_jwt_invalid");
  });

  test("never lives longer than its session, whose extension the next one follows", async () => {
    await setSettings({ sessionDuration: 60 });
    const { caller } = await someone();
    expect((await made(caller, { duration: 3_600 })).claims.exp).toBe(seconds + 60);
    setClock(30_000);
    await succeed(call("PATCH", "/account/sessions/current", { ...caller, body: {} }), 200);
    expect((await made(caller, { duration: 3_600 })).claims.exp).toBe(seconds + 90);
  });

  test.each([0, -1, 3_601, 1.5, "long"])("is refused for the duration %j", async (duration) => {
    const { caller } = await someone();
    expectInvalid(await make(caller, { duration }), "duration", "Value must be a valid range between 1 and 3,600");
  });

  test("requires a session: a JWT, a guest and a key are refused", async () => {
    const person = await createPerson();
    await signIn(person);
    for (const sessionId of ["recent", "none"]) {
      const answer = await make(withJwt(await createJwt(person.userId, sessionId)));
      expectRefusal(answer, "user_jwt_creation_denied");
    }
    expectRefusal(await make(guest()), "general_unauthorized_scope");
    expectRefusal(await make({}), "general_unauthorized_scope");
  });

  test("is made at the older address too", async () => {
    const { caller, userId } = await someone();
    const answer = await succeed(call("POST", "/account/jwt", { ...caller, body: {} }), 201);
    expect(decodeJwt(String(answer.body["jwt"]))).toMatchObject({ userId });
  });
});
