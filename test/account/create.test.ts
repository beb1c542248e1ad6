/** Signing up, reading the account, deleting it (docs/spec/account.md#sign-up). */
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
import { call, type CallOptions } from "../harness/client.ts";
import { holdClock } from "../harness/clock.ts";
import { dump } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { createUser, bareUser, corporateEmail, fresh, generatedId, readUser, targetOf } from "../harness/users.ts";

holdClock();

const now = "2026-11-01T12:00:00.000+00:00";
const password = "correct horse battery staple";

const signUp = (body: object, options: CallOptions = guest()) => call("POST", "/account", { ...options, body });

describe("signing up", () => {
  test("shows the account, which has been accessed, and nothing of the password", async () => {
    const userId = fresh();
    const email = `${userId}@mail.example`;
    const answer = await signUp({ userId, email, password, name: "Ann Lee" });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      ...toAccount(bareUser),
      ...corporateEmail(email),
      $id: userId,
      $createdAt: now,
      $updatedAt: now,
      registration: now,
      passwordUpdate: now,
      accessedAt: now,
      name: "Ann Lee",
      targets: [{ ...targetOf(userId, "email", email), $createdAt: now, $updatedAt: now }],
    });
    expect(toAccount(await readUser(userId))).toEqual(answer.body);
  });

  test("begins no session, and the password signs in", async () => {
    const person = { userId: fresh(), email: `${fresh()}@mail.example`, password };
    const answer = await succeed(signUp(person), 201);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await call("GET", `/users/${person.userId}/sessions`)).body["total"]).toBe(0);
    const { secret } = await signIn(person);
    expect((await call("GET", "/account", bearing(secret))).body["$id"]).toBe(person.userId);
  });

  test("makes an id when asked to, and lowers the case of the email", async () => {
    const { body } = await succeed(
      signUp({ userId: "unique()", email: `Ann.${fresh()}@Mail.Example`, password, name: "" }),
      201,
    );
    expect(body).toMatchObject({
      $id: generatedId,
      name: "",
      email: expect.stringMatching(/^ann\.user\d+@mail\.example$/),
    });
  });

  test("is refused for an id or an email that a user has, in any case", async () => {
    const { email, userId } = await createPerson();
    const before = await dump();
    for (const body of [
      { userId, email: `${fresh()}@mail.example`, password },
      { userId: userId.toUpperCase(), email: `${fresh()}@mail.example`, password },
      { userId: fresh(), email, password },
      { userId: fresh(), email: email.toUpperCase(), password },
    ]) {
      expectRefusal(await signUp(body), "user_already_exists");
    }
    const { rate_limits: _counted, ...after } = await dump();
    const { rate_limits: _, ...unchanged } = before;
    expect(after).toEqual(unchanged);
  });

  test("is refused for the first missing or invalid parameter", async () => {
    const valid = { userId: fresh(), email: `${fresh()}@mail.example`, password };
    expectMissing(await signUp({}), "userId");
    expectMissing(await signUp({ ...valid, email: undefined }), "email");
    expectMissing(await signUp({ ...valid, password: undefined }), "password");
    expectInvalid(await signUp({ ...valid, userId: "_ann", email: "" }), "userId");
    expectInvalid(await signUp({ ...valid, email: "", password: "" }), "email");
    expectInvalid(await signUp({ ...valid, password: "" }), "password");
    expectInvalid(await signUp({ ...valid, password: "12345" }), "password");
    expectInvalid(await signUp({ ...valid, password: "x".repeat(257) }), "password");
    expectInvalid(await signUp({ ...valid, name: "x".repeat(129) }), "name");
  });

  test("accepts keys with sessions.write, rejects users.write", async () => {
    const body = () => ({ userId: fresh(), email: `${fresh()}@mail.example`, password });
    expect((await signUp(body(), { key: await createKey({ scopes: ["sessions.write"] }) })).status).toBe(201);
    const other = await createKey({ scopes: ["users.write"] });
    expectRefusal(await signUp(body(), { key: other }), "general_unauthorized_scope");
  });
});

describe("the account", () => {
  test("is the user without server-only fields, by session and by JWT", async () => {
    const person = await createPerson();
    const { secret } = await signIn(person);
    const account = toAccount(await readUser(person.userId));
    expect(account).toMatchObject({ $id: person.userId, email: person.email, accessedAt: now });
    for (const caller of [bearing(secret), withJwt(await createJwt(person.userId))]) {
      expect(await call("GET", "/account", caller)).toMatchObject({ status: 200, body: account });
      expect((await call("GET", "/account", caller)).body).toEqual(account);
    }
  });

  test("requires a session", async () => {
    expectRefusal(await call("GET", "/account", guest()), "general_unauthorized_scope");
  });
});

describe("the deletion of the account", () => {
  test("is 204 and empty: the user is gone with all their sessions, the email is free, and the id to keys", async () => {
    const person = await createPerson();
    const [current, other] = [await signIn(person), await beginSession(person.userId)];
    const jwt = await createJwt(person.userId, "none");
    expect(await call("DELETE", "/account", bearing(current.secret))).toMatchObject({ status: 204, text: "" });
    expectRefusal(await call("GET", `/users/${person.userId}`), "user_not_found");
    for (const caller of [bearing(current.secret), bearing(other.secret), withJwt(jwt)]) {
      expectRefusal(await call("GET", "/account", caller), "general_unauthorized_scope");
    }
    expectRefusal(await signUp({ ...person }), "user_already_exists");
    expect((await signUp({ ...person, userId: fresh() })).status).toBe(201);
    await createUser({ userId: person.userId });
    for (const caller of [bearing(current.secret), withJwt(jwt)]) {
      expectRefusal(await call("GET", "/account", caller), "general_unauthorized_scope");
    }
  });

  test("is refused to a guest", async () => {
    expectRefusal(await call("DELETE", "/account", guest()), "general_unauthorized_scope");
  });
});
