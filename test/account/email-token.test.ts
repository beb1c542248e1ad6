/** Signing in with a mailed code (docs/spec/account.md#login-tokens). */
import { afterEach, describe, expect, test } from "vitest";
import { bearing, beginSession, cookieOf, guest, succeed } from "../harness/account.ts";
import { appWith, call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { expectValue, settled } from "../harness/sessions.ts";
import { bareUser, corporateEmail, createUser, fresh, generatedId, readUser, targetOf } from "../harness/users.ts";
import { resetSettings, setAuthMethod, setPolicy } from "../policies/policies.ts";
import { codeTo, countTo, lastTo, logOf, tokensOf } from "./messages.ts";

holdClock();
afterEach(resetSettings);

const now = "2026-11-01T12:00:00.000+00:00";

const newEmail = () => `${fresh("mail")}@psg.fr`;

const ask = (body: object, options: CallOptions = guest()) =>
  call("POST", "/account/tokens/email", { fetch: settled, ...options, body });

const redeem = (userId: string, secret: string, options: CallOptions = guest()) =>
  call("POST", "/account/sessions/token", { fetch: settled, ...options, body: { userId, secret } });

/** A code that differs from this one. */
const wrong = (code: string) => code.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));

describe("asking for a code", () => {
  test("mails one of six digits, and answers with everything but the code", async () => {
    const [userId, email] = [fresh(), newEmail()];
    const answer = await ask({ userId, email });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      $id: generatedId,
      $createdAt: now,
      userId,
      secret: "",
      expire: "2026-11-01T12:15:00.000+00:00",
      phrase: "",
    });
    const message = await lastTo(email);
    expect(message).toMatchObject({ type: "email", template: "email-otp", to: email, name: "" });
    expect(message).toMatchObject({ subject: "OTP for rollcall Login" });
    expect(message.text).toContain(`Use OTP ${await codeTo(email)} to sign in to rollcall. Expires in 15 minutes.`);
    expect(message.text).not.toMatch(/security phrase/);
  });

  test("with an email that no user has, creates no account until the code is redeemed", async () => {
    const [userId, email] = [fresh(), newEmail()];
    await succeed(ask({ userId, email: email.toUpperCase() }), 201);
    expect(await rows("SELECT id FROM users WHERE id = ? OR email = ?", userId, email)).toEqual([]);
    expect((await redeem(userId, await codeTo(email))).body).toMatchObject({ userId });
    expect(await readUser(userId)).toEqual({
      ...bareUser,
      $id: userId,
      ...corporateEmail(email),
      emailVerification: true,
      accessedAt: now,
      targets: [targetOf(userId, "email", email)],
    });
    const user = { actor_type: "user", actor_id: userId, actor_email: email };
    expect(await logOf(userId)).toEqual([
      { event: "user.create", ...user },
      { event: "session.create", ...user },
    ]);
    expect(await rows("SELECT email_verification AS verified FROM user_totals")).toEqual(
      await rows("SELECT count(*) AS verified FROM users WHERE email_verification = 1"),
    );
  });

  test("with an email that a user has, names the proposed id all the same, which redeems the code", async () => {
    const email = newEmail();
    const userId = await createUser({ email, name: "Ada Lovelace" });
    const before = await readUser(userId);
    const proposed = fresh();
    const { body } = await succeed(ask({ userId: proposed, email }), 201);
    expect(body["userId"]).toBe(proposed);
    expect(await lastTo(email)).toMatchObject({ name: "Ada Lovelace" });
    expect(await readUser(userId)).toEqual(before);
    expect((await redeem(proposed, await codeTo(email))).body).toMatchObject({ userId });
    expect(await rows("SELECT id FROM users WHERE email = ?", email)).toHaveLength(1);
  });

  test("tells a key which user has the email", async () => {
    const email = newEmail();
    const userId = await createUser({ email });
    expect((await succeed(ask({ userId: fresh(), email }, {}), 201)).body).toMatchObject({ userId });
  });

  test("generates an id for `unique()`", async () => {
    const { body } = await succeed(ask({ userId: "unique()", email: newEmail() }), 201);
    expect(body["userId"]).toEqual(generatedId);
  });

  test("shows and mails a phrase on request", async () => {
    const email = newEmail();
    const { body } = await succeed(ask({ userId: fresh(), email, phrase: true }), 201);
    expect(body["phrase"]).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
    const { text } = await lastTo(email);
    expect(text).toMatch(/security phrase/);
    expect(text).toContain(body["phrase"]);
  });

  test("is in the language of the caller", async () => {
    const email = newEmail();
    await succeed(ask({ userId: fresh(), email }, guest({ "x-appwrite-locale": "de" })), 201);
    expect((await lastTo(email)).text).not.toContain("Use OTP");
  });

  test("shows a key the code", async () => {
    const email = newEmail();
    const key = await createKey({ scopes: ["sessions.write"] });
    const { body } = await succeed(ask({ userId: fresh(), email }, { key }), 201);
    expect(body["secret"]).toBe(await codeTo(email));
  });

  test("again ends the previous code, and no other token", async () => {
    const email = newEmail();
    const userId = await createUser({ email });
    await succeed(call("POST", `/users/${userId}/tokens`, { body: {} }), 201);
    await succeed(ask({ userId, email }), 201);
    const first = await codeTo(email);
    await succeed(ask({ userId, email }), 201);
    expect(await tokensOf(userId)).toEqual(["generic", "email"]);
    expectRefusal(await redeem(userId, first), "user_invalid_token");
    expect((await redeem(userId, await codeTo(email))).status).toBe(201);
  });

  test("is available with a session, too", async () => {
    const email = newEmail();
    const { secret } = await beginSession(await createUser());
    await succeed(ask({ userId: fresh(), email }, bearing(secret)), 201);
    expect(await countTo(email)).toBe(1);
  });

  test("sends no message to a blocked user, and reveals the block to keys only", async () => {
    const [email, other] = [newEmail(), newEmail()];
    const userId = await createUser({ email });
    await succeed(call("PATCH", `/users/${userId}/status`, { body: { status: false } }), 200);
    const log = await logOf(userId);
    const { body } = await succeed(ask({ userId, email }), 201);
    const { body: unblocked } = await succeed(ask({ userId: fresh(), email: other }), 201);
    expect(Object.keys(body)).toEqual(Object.keys(unblocked));
    expect(body).toEqual({ ...unblocked, $id: generatedId, userId });
    expectRefusal(await ask({ userId, email }, {}), "user_blocked");
    expect(await countTo(email)).toBe(0);
    expect(await tokensOf(userId)).toEqual([]);
    expect(await rows("SELECT id FROM messages WHERE user_seq = (SELECT seq FROM users WHERE id = ?)", userId)).toEqual(
      [],
    );
    const lifeless = "SELECT id FROM tokens WHERE address = ? AND user_seq IS NULL AND expire <= created_at";
    expect(await rows(lifeless, email)).toHaveLength(1);
    expect(await logOf(userId)).toEqual(log);
  });
});

describe("asking for a code is refused", () => {
  test("for missing or invalid parameters", async () => {
    const [userId, email] = [fresh(), newEmail()];
    expectMissing(await ask({}), "userId");
    expectMissing(await ask({ userId }), "email");
    expectInvalid(await ask({ userId: "wrongId$", email }), "userId");
    expectInvalid(await ask({ userId, email: "wrong" }), "email");
    expectInvalid(await ask({ userId, email, phrase: "true" }), "phrase");
  });

  test("to a key for an id that another user has, which a guest learns by the redemption", async () => {
    const [email, userId] = [newEmail(), await createUser()];
    expectRefusal(await ask({ userId, email }, {}), "user_already_exists");
    expect(await countTo(email)).toBe(0);
    await succeed(ask({ userId, email }), 201);
    expectRefusal(await redeem(userId, await codeTo(email)), "user_already_exists");
    // A guest does not get the id of a deleted user either.
    await succeed(call("DELETE", `/users/${userId}`), 204);
    expectRefusal(await redeem(userId, await codeTo(email)), "user_already_exists");
  });

  test("past the limit of users, for an email of no user", async () => {
    const email = newEmail();
    const userId = await createUser({ email });
    await setPolicy("user-limit", { total: 1 });
    const unknown = { userId: fresh(), email: newEmail() };
    expectRefusal(await ask(unknown), "user_count_exceeded");
    expect((await ask({ userId, email })).status).toBe(201);
    expect((await ask(unknown, {})).status).toBe(201);
  });

  test("where the project has closed it, except to keys", async () => {
    await setAuthMethod("email-otp", false);
    const body = { userId: fresh(), email: newEmail() };
    expectRefusal(await ask(body), "user_auth_method_unsupported");
    expect((await ask(body, {})).status).toBe(201);
  });

  test("where no provider sends emails", async () => {
    const fetch = appWith({ MESSAGES_OUTBOX: "" });
    const email = newEmail();
    expectRefusal(await ask({ userId: fresh(), email }, { ...guest(), fetch }), "general_smtp_disabled");
    expect(await rows("SELECT id FROM users WHERE email = ?", email)).toEqual([]);
  });

  test("after ten for an email, and ten from an address", async () => {
    const email = newEmail();
    const userId = await createUser({ email });
    for (let count = 0; count < 10; count += 1) await succeed(ask({ userId, email }), 201);
    expectRefusal(await ask({ userId, email }), "general_rate_limit_exceeded");
    const caller = guest();
    for (let count = 0; count < 10; count += 1) await succeed(ask({ userId: fresh(), email: newEmail() }, caller), 201);
    expectRefusal(await ask({ userId: fresh(), email: newEmail() }, caller), "general_rate_limit_exceeded");
  });
});

describe("a mailed code", () => {
  /** Asks for a code. */
  async function requested() {
    const [email, userId] = [newEmail(), fresh()];
    await createUser({ userId, email });
    await succeed(ask({ userId, email }), 201);
    return { email, userId, code: await codeTo(email) };
  }

  test("signs in, and verifies the email", async () => {
    const { code, email, userId } = await requested();
    const answer = await redeem(userId, code);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ userId, provider: "token", factors: ["email"], current: true, secret: "" });
    expectValue(cookieOf(answer), userId);
    const { body } = await call("GET", "/account", bearing(cookieOf(answer)));
    expect(body).toMatchObject({ email, emailVerification: true, accessedAt: now, targets: [{ identifier: email }] });
    expect(await rows("SELECT email_verification AS verified FROM user_totals")).toEqual(
      await rows("SELECT count(*) AS verified FROM users WHERE email_verification = 1"),
    );
  });

  test("is valid once", async () => {
    const { code, userId } = await requested();
    expect((await redeem(userId, code)).status).toBe(201);
    expectRefusal(await redeem(userId, code), "user_invalid_token");
  });

  test("is valid for a quarter of an hour", async () => {
    const [first, second] = [await requested(), await requested()];
    setClock(899_999);
    expect((await redeem(first.userId, first.code)).status).toBe(201);
    setClock(900_000);
    expectRefusal(await redeem(second.userId, second.code), "user_invalid_token");
  });

  test("ends at the fifth wrong try", async () => {
    const { code, userId } = await requested();
    for (let tries = 0; tries < 5; tries += 1) {
      expectRefusal(await redeem(userId, wrong(code)), "user_invalid_token");
    }
    expectRefusal(await redeem(userId, code), "user_invalid_token");
  });

  test("ends when the email changes: it would verify the new one", async () => {
    const { code, userId } = await requested();
    await succeed(call("PATCH", `/users/${userId}/email`, { body: { email: newEmail() } }), 200);
    expectRefusal(await redeem(userId, code), "user_invalid_token");
    expect(await readUser(userId)).toMatchObject({ emailVerification: false });
  });

  test("outlives a change of the phone", async () => {
    const { code, userId } = await requested();
    await succeed(call("PATCH", `/users/${userId}/phone`, { body: { number: "+14155550188" } }), 200);
    expect((await redeem(userId, code)).status).toBe(201);
  });

  test("ends with a block, without saying so", async () => {
    const { code, userId } = await requested();
    await succeed(call("PATCH", `/users/${userId}/status`, { body: { status: false } }), 200);
    expectRefusal(await redeem(userId, code), "user_invalid_token");
  });
});
