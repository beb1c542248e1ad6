/** Setting a new password with a mailed link (docs/spec/account.md#recovery). */
import { afterEach, describe, expect, test } from "vitest";
import { bearing, createJwt, createPerson, createToken, guest, signIn, succeed, withJwt } from "../harness/account.ts";
import { appWith, call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { settled } from "../harness/sessions.ts";
import { createUser, fresh, generatedId, readUser } from "../harness/users.ts";
import { resetSettings, setPolicy } from "../policies/policies.ts";
import { countTo, lastTo, linkTo, logOf, secretTo, tokensOf } from "./messages.ts";

holdClock();
afterEach(resetSettings);

const url = "http://localhost/recover";
const password = "a new horse battery staple";

const ask = (email: unknown, options: CallOptions = guest()) =>
  call("POST", "/account/recovery", { fetch: settled, ...options, body: { email, url } });

const recover = (userId: string, secret: string, fields: object = { password }, options: CallOptions = guest()) =>
  call("PUT", "/account/recovery", { fetch: settled, ...options, body: { userId, secret, ...fields } });

const enter = (email: string, password: string) =>
  call("POST", "/account/sessions/email", { ...guest(), body: { email, password } });

/** A user with a password who has requested a recovery. */
async function requested() {
  const person = await createPerson();
  await succeed(ask(person.email), 201);
  return { ...person, secret: (await secretTo(person.email)).secret };
}

/** Another secret of the same length. */
const wrong = (secret: string) => secret.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));

const times = { $createdAt: "2026-11-01T12:00:00.000+00:00", expire: "2026-11-01T13:00:00.000+00:00" };

describe("asking for a recovery", () => {
  test("mails a link, whose secret the answer does not show", async () => {
    const { email, userId } = await createPerson();
    const answer = await ask(email.toUpperCase());
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ $id: generatedId, ...times, userId: generatedId, secret: "", phrase: "" });
    const asked = answer.body["userId"];
    expect(asked).not.toBe(userId);
    const link = await linkTo(email);
    expect(link.origin + link.pathname).toBe(url);
    expect(Object.fromEntries(link.searchParams)).toEqual({
      userId: asked,
      secret: expect.stringMatching(/^[0-9a-f]{256}$/),
      expire: times.expire,
    });
    const message = await lastTo(email);
    expect(message).toMatchObject({ template: "recovery", subject: "Password Reset for rollcall" });
    expect(message.text).toContain("Reset your rollcall password using the link.");
    expect((await logOf(userId)).at(-1)).toEqual({
      event: "recovery.create",
      actor_type: "user",
      actor_id: userId,
      actor_email: email,
    });
  });

  test("is answered alike for unknown and blocked users, without a message", async () => {
    const { email: blocked, userId } = await createPerson();
    await succeed(call("PATCH", `/users/${userId}/status`, { body: { status: false } }), 200);
    const unknown = `${fresh("nobody")}@psg.fr`;
    for (const email of [blocked, unknown]) {
      const answer = await ask(email);
      expect(answer.status).toBe(201);
      expect(answer.body).toEqual({ $id: generatedId, ...times, userId: generatedId, secret: "", phrase: "" });
      expect(await countTo(email)).toBe(0);
    }
    expect(await tokensOf(userId)).toEqual([]);
    expect(await rows("SELECT id FROM users WHERE email = ?", unknown)).toEqual([]);
  });

  test("tells a key the secret, and whether the user is unknown or blocked", async () => {
    const { email, userId } = await createPerson();
    const { body } = await succeed(ask(email, {}), 201);
    expect(await secretTo(email)).toEqual({ userId, secret: body["secret"] });
    await succeed(call("PATCH", `/users/${userId}/status`, { body: { status: false } }), 200);
    expectRefusal(await ask(email, {}), "user_blocked");
    expectRefusal(await ask(`${fresh("nobody")}@psg.fr`, {}), "user_not_found");
  });

  test("is refused for missing or invalid parameters", async () => {
    const { email } = await createPerson();
    const send = (body: object) => call("POST", "/account/recovery", { ...guest(), body });
    expectMissing(await send({ url }), "email");
    expectMissing(await send({ email }), "url");
    expectInvalid(await send({ email: "wrong", url }), "email");
    expectInvalid(await send({ email, url: "recover" }), "url");
    expectInvalid(await send({ email, url: "http://elsewhere.example/" }), "url");
    expect(await countTo(email)).toBe(0);
  });

  test("is refused where no provider sends emails, for known and unknown emails", async () => {
    const fetch = appWith({ MESSAGES_OUTBOX: "" });
    const { email } = await createPerson();
    expectRefusal(await ask(email, { ...guest(), fetch }), "general_smtp_disabled");
    expectRefusal(await ask(`${fresh("nobody")}@psg.fr`, { ...guest(), fetch }), "general_smtp_disabled");
  });
});

describe("a recovery", () => {
  test("sets the password and verifies the email, once", async () => {
    const { email, password: old, secret, userId } = await requested();
    setClock(1_000);
    const answer = await recover(userId, secret);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ $id: generatedId, ...times, userId, secret: "", phrase: "" });
    expect(await readUser(userId)).toMatchObject({
      emailVerification: true,
      passwordUpdate: "2026-11-01T12:00:01.000+00:00",
    });
    expect(await rows("SELECT email_verification AS verified FROM user_totals")).toEqual(
      await rows("SELECT count(*) AS verified FROM users WHERE email_verification = 1"),
    );
    expect((await enter(email, password)).status).toBe(201);
    expectRefusal(await enter(email, old), "user_invalid_credentials");
    expectRefusal(await recover(userId, secret), "user_invalid_token");
    expect((await logOf(userId)).map(({ actor_id, event }) => [event, actor_id])).toEqual(
      expect.arrayContaining([["recovery.update", userId]]),
    );
  });

  test("sets a password for a user who never had one", async () => {
    const email = `${fresh()}@psg.fr`;
    const userId = await createUser({ email });
    await succeed(ask(email), 201);
    await succeed(recover(userId, (await secretTo(email)).secret), 200);
    expect((await enter(email, password)).status).toBe(201);
  });

  test("ends every earlier session, token and JWT", async () => {
    const person = await createPerson();
    const { userId } = person;
    const [session, jwt, token] = [await signIn(person), await createJwt(userId, "none"), await createToken(userId)];
    await succeed(ask(person.email), 201);
    const { secret } = await secretTo(person.email);
    await succeed(recover(userId, secret), 200);
    expect((await call("GET", "/account", bearing(session.secret))).status).toBe(401);
    expect((await call("GET", "/account", withJwt(jwt))).status).toBe(401);
    const redeemed = await call("POST", "/account/sessions/token", { ...guest(), body: { userId, secret: token } });
    expectRefusal(redeemed, "user_invalid_token");
    expect(await tokensOf(userId)).toEqual([]);
  });

  test("ends none of them where the policy says so, but all links of its kind", async () => {
    await setPolicy("session-invalidation", { enabled: false });
    const person = await createPerson();
    const { email, userId } = person;
    const [session] = [await signIn(person), await createToken(userId)];
    await succeed(ask(email), 201);
    const first = await secretTo(email);
    await succeed(ask(email), 201);
    await succeed(recover(userId, (await secretTo(email)).secret), 200);
    expect((await call("GET", "/account", bearing(session.secret))).status).toBe(200);
    expect(await tokensOf(userId)).toEqual(["generic"]);
    expectRefusal(await recover(userId, first.secret), "user_invalid_token");
  });

  test("is refused for an unknown user, a wrong secret, and after an hour", async () => {
    const { secret, userId } = await requested();
    expectRefusal(await recover("nobody", secret), "user_invalid_token");
    expectRefusal(await recover("nobody", secret, { password }, {}), "user_not_found");
    expectRefusal(await recover((await createPerson()).userId, secret), "user_invalid_token");
    for (let tries = 0; tries < 6; tries += 1)
      expectRefusal(await recover(userId, wrong(secret)), "user_invalid_token");
    setClock(3_600_000);
    expectRefusal(await recover(userId, secret), "user_invalid_token");
    setClock(3_599_999);
    expect((await recover(userId, secret)).status).toBe(200);
  });

  test("is refused when the email has changed: the old address proves nothing now", async () => {
    const { secret, userId } = await requested();
    await succeed(call("PATCH", `/users/${userId}/email`, { body: { email: `${fresh()}@psg.fr` } }), 200);
    expectRefusal(await recover(userId, secret), "user_invalid_token");
  });

  test("is refused to a user who was blocked since, also later", async () => {
    const { secret, userId } = await requested();
    for (const status of [false, true]) {
      await succeed(call("PATCH", `/users/${userId}/status`, { body: { status } }), 200);
      expectRefusal(await recover(userId, secret), "user_invalid_token");
    }
  });

  test("neither signs in nor verifies", async () => {
    const { secret, userId } = await requested();
    const options = { ...guest(), body: { userId, secret } };
    expectRefusal(await call("POST", "/account/sessions/token", options), "user_invalid_token");
    expectRefusal(await call("PUT", "/account/sessions/magic-url", options), "user_invalid_token");
    expectRefusal(await call("PUT", "/account/verifications/email", options), "user_invalid_token");
  });

  test("is refused for missing or invalid parameters", async () => {
    const { secret, userId } = await requested();
    expectMissing(await recover(userId, secret, {}), "password");
    expectInvalid(await recover(userId, secret, { password: "1234567" }), "password");
    expectMissing(await call("PUT", "/account/recovery", { ...guest(), body: { userId, password } }), "secret");
    expect((await recover(userId, secret)).status).toBe(200);
  });
});

describe("the policies hold for the new password, and a refusal uses nothing up", () => {
  test.each([
    ["password-dictionary", { enabled: true }, "password1", "general_argument_invalid"],
    ["password-strength", { number: true }, "no number here", "general_argument_invalid"],
  ] as const)("%s", async (policy, fields, refused, type) => {
    const { secret, userId } = await requested();
    await setPolicy(policy, fields);
    expectRefusal(await recover(userId, secret, { password: refused }), type);
    expect((await recover(userId, secret, { password: "Corr3ct horse & staple" })).status).toBe(200);
  });

  test("password-personal-data", async () => {
    const { secret, userId } = await requested();
    await setPolicy("password-personal-data", { enabled: true });
    expectRefusal(await recover(userId, secret, { password: `my id is ${userId}` }), "password_personal_data");
    expect((await recover(userId, secret)).status).toBe(200);
  });

  test("password-history", async () => {
    await setPolicy("password-history", { total: 2 });
    const { password: old, secret, userId } = await requested();
    expectRefusal(await recover(userId, secret, { password: old }), "password_recently_used");
    expect((await recover(userId, secret)).status).toBe(200);
  });
});
