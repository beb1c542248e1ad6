/** Verifying one's own email and phone (docs/spec/account.md#verification). */
import { afterEach, describe, expect, test } from "vitest";
import { bearing, beginSession, createJwt, guest, succeed, withJwt } from "../harness/account.ts";
import { appWith, call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { settled } from "../harness/sessions.ts";
import { createUser, fresh, generatedId, readUser } from "../harness/users.ts";
import { resetSettings, setAuthMethod } from "../policies/policies.ts";
import { codeTo, countTo, lastTo, linkTo, logOf, secretTo, tokensOf } from "./messages.ts";

holdClock();
afterEach(resetSettings);

const url = "http://localhost/verify";

let numbers = 0;

/** A signed-in user who has verified no address. */
async function newcomer() {
  const email = `${fresh("new")}@psg.fr`;
  const phone = `+1415556${String(1000 + ++numbers)}`;
  const userId = await createUser({ email, phone, name: "Ada Lovelace" });
  return { email, phone, userId, caller: bearing((await beginSession(userId)).secret) };
}

const answerOf = (userId: string) => ({
  $id: generatedId,
  $createdAt: "2026-11-01T12:00:00.000+00:00",
  userId,
  secret: "",
  expire: "2026-11-01T13:00:00.000+00:00",
  phrase: "",
});

const send = (method: string, path: string, body: object, options: CallOptions) =>
  call(method, path, { fetch: settled, ...options, body });

/** Another secret of the same length. */
const wrong = (secret: string) => secret.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));

/** The totals of verified emails and phones that lists use, and the actual numbers. */
const totals = () =>
  rows(`SELECT email_verification - (SELECT count(*) FROM users WHERE email_verification = 1) AS emails,
    phone_verification - (SELECT count(*) FROM users WHERE phone_verification = 1) AS phones FROM user_totals`);

describe.each(["/account/verifications/email", "/account/verification"])("the email, at %s", (path) => {
  const ask = (caller: CallOptions, body: object = { url }) => send("POST", path, body, caller);
  const redeem = (userId: string, secret: string, caller: CallOptions = guest()) =>
    send("PUT", path, { userId, secret }, caller);

  test("is sent a link, whose secret the answer does not show", async () => {
    const { caller, email, userId } = await newcomer();
    const answer = await ask(caller);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual(answerOf(userId));
    const link = await linkTo(email);
    expect(link.origin + link.pathname).toBe(url);
    expect(Object.fromEntries(link.searchParams)).toEqual({
      userId,
      secret: expect.stringMatching(/^[0-9a-f]{256}$/),
      expire: answer.body["expire"],
    });
    const message = await lastTo(email);
    expect(message).toMatchObject({ template: "verification", name: "Ada Lovelace" });
    expect(message).toMatchObject({ subject: "Account Verification for rollcall" });
    expect(message.text).toContain("Verify your email to activate your rollcall account.");
    expect(await readUser(userId)).toMatchObject({ emailVerification: false });
  });

  test("is verified by the link, once", async () => {
    const { caller, email, userId } = await newcomer();
    const { $id } = (await succeed(ask(caller), 201)).body;
    const { secret } = await secretTo(email);
    const answer = await redeem(userId, secret);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...answerOf(userId), $id });
    expect(await readUser(userId)).toMatchObject({ emailVerification: true, phoneVerification: false });
    expect(await totals()).toEqual([{ emails: 0, phones: 0 }]);
    expect(await tokensOf(userId)).toEqual([]);
    expectRefusal(await redeem(userId, secret), "user_invalid_token");
    const user = { actor_type: "user", actor_id: userId, actor_email: email };
    expect((await logOf(userId)).slice(-2)).toEqual([
      { event: "verification.create", ...user },
      { event: "verification.update", ...user },
    ]);
  });

  test("is verified by its user and by a key, too", async () => {
    for (const as of ["user", "key"] as const) {
      const { caller, email, userId } = await newcomer();
      await succeed(ask(caller), 201);
      const { secret } = await secretTo(email);
      expect((await redeem(userId, secret, as === "user" ? caller : {})).status).toBe(200);
    }
  });

  test("is not verified by a wrong secret, nor for another user, nor after an hour", async () => {
    const { caller, email, userId } = await newcomer();
    await succeed(ask(caller), 201);
    const { secret } = await secretTo(email);
    expectRefusal(await redeem("nobody", secret), "user_invalid_token");
    expectRefusal(await redeem("nobody", secret, {}), "user_not_found");
    expectRefusal(await redeem(await createUser(), secret), "user_invalid_token");
    for (let tries = 0; tries < 6; tries += 1) expectRefusal(await redeem(userId, wrong(secret)), "user_invalid_token");
    setClock(3_600_000);
    expectRefusal(await redeem(userId, secret), "user_invalid_token");
    setClock(3_599_999);
    expect((await redeem(userId, secret)).status).toBe(200);
  });

  test("that has changed meanwhile is not verified by the secret sent to the old one", async () => {
    const { caller, email, userId } = await newcomer();
    await succeed(ask(caller), 201);
    const { secret } = await secretTo(email);
    await succeed(call("PATCH", `/users/${userId}/email`, { body: { email: `${fresh()}@psg.fr` } }), 200);
    expectRefusal(await redeem(userId, secret), "user_invalid_token");
    await succeed(call("PATCH", `/users/${userId}/email`, { body: { email } }), 200);
    expectRefusal(await redeem(userId, secret), "user_invalid_token");
  });
});

describe.each(["/account/verifications/phone", "/account/verification/phone"])("the phone, at %s", (path) => {
  const ask = (caller: CallOptions) => send("POST", path, {}, caller);
  const redeem = (userId: string, secret: string, caller: CallOptions = guest()) =>
    send("PUT", path, { userId, secret }, caller);

  test("is sent a code", async () => {
    const { caller, phone, userId } = await newcomer();
    const answer = await ask(caller);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual(answerOf(userId));
    expect(await lastTo(phone)).toMatchObject({
      type: "sms",
      template: "phone-verification",
      text: expect.stringMatching(/^\d{6}$/),
    });
  });

  test("is verified by the code, once", async () => {
    const { caller, phone, userId } = await newcomer();
    const { $id } = (await succeed(ask(caller), 201)).body;
    const code = await codeTo(phone);
    expectRefusal(await redeem("nobody", code), "user_invalid_token");
    expectRefusal(await redeem("nobody", code, {}), "user_not_found");
    expectRefusal(await redeem(userId, wrong(code)), "user_invalid_token");
    const answer = await redeem(userId, code);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...answerOf(userId), $id });
    expect(await readUser(userId)).toMatchObject({ phoneVerification: true, emailVerification: false });
    expect(await totals()).toEqual([{ emails: 0, phones: 0 }]);
    expectRefusal(await redeem(userId, code), "user_invalid_token");
  });

  test("is not verified after five wrong tries, nor by the code before the last", async () => {
    const { caller, phone, userId } = await newcomer();
    await succeed(ask(caller), 201);
    const first = await codeTo(phone);
    await succeed(ask(caller), 201);
    expect(await tokensOf(userId)).toEqual(["phone-verification"]);
    const code = await codeTo(phone);
    expectRefusal(await redeem(userId, first === code ? wrong(code) : first), "user_invalid_token");
    for (let tries = 1; tries < 5; tries += 1) await redeem(userId, wrong(code));
    expectRefusal(await redeem(userId, code), "user_invalid_token");
  });

  test("that has changed meanwhile is not verified by the secret sent to the old one", async () => {
    const { caller, phone, userId } = await newcomer();
    await succeed(ask(caller), 201);
    await succeed(call("PATCH", `/users/${userId}/phone`, { body: { number: "+14155550199" } }), 200);
    expectRefusal(await redeem(userId, await codeTo(phone)), "user_invalid_token");
    await succeed(call("PATCH", `/users/${userId}/phone`, { body: { number: "" } }), 200);
  });
});

describe("asking for a verification", () => {
  const askEmail = (caller: CallOptions, body: object = { url }) =>
    send("POST", "/account/verifications/email", body, caller);
  const askPhone = (caller: CallOptions) => send("POST", "/account/verifications/phone", {}, caller);

  test("is refused for missing parameters, and for a URL of another app", async () => {
    const { caller, email } = await newcomer();
    expectMissing(await askEmail(caller, {}), "url");
    expectInvalid(await askEmail(caller, { url: "verify" }), "url");
    expectInvalid(await askEmail(caller, { url: "http://elsewhere.example/verify" }), "url");
    expect(await countTo(email)).toBe(0);
  });

  test("is refused to a guest", async () => {
    expectRefusal(await askEmail(guest()), "general_unauthorized_scope");
    expectRefusal(await askPhone(guest()), "general_unauthorized_scope");
  });

  test("is refused where there is no address to verify", async () => {
    const { secret } = await beginSession(await createUser());
    expectRefusal(await askEmail(bearing(secret)), "user_email_not_found");
    expectRefusal(await askPhone(bearing(secret)), "user_phone_not_found");
  });

  test("is refused where it is verified already", async () => {
    const { caller, userId } = await newcomer();
    await succeed(call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: true } }), 200);
    await succeed(call("PATCH", `/users/${userId}/verification/phone`, { body: { phoneVerification: true } }), 200);
    expectRefusal(await askEmail(caller), "user_email_already_verified");
    expectRefusal(await askPhone(caller), "user_phone_already_verified");
  });

  test("is refused where no provider sends emails", async () => {
    const fetch = appWith({ MESSAGES_OUTBOX: "" });
    const { caller } = await newcomer();
    expectRefusal(await askEmail({ ...caller, fetch }), "general_smtp_disabled");
    expectRefusal(await askPhone({ ...caller, fetch }), "general_phone_disabled");
  });

  test("of the phone is refused in upstream's words where the project has closed it", async () => {
    await setAuthMethod("phone", false);
    const { caller } = await newcomer();
    const text = "Phone authentication is disabled for this project";
    expectRefusal(await askPhone(caller), "user_auth_method_unsupported", text);
  });

  test("is available with a JWT, too", async () => {
    const { email, userId } = await newcomer();
    await succeed(askEmail(withJwt(await createJwt(userId))), 201);
    expect(await countTo(email)).toBe(1);
  });

  test("is refused to a blocked user", async () => {
    const { caller, email, userId } = await newcomer();
    await rows("UPDATE users SET status = 0 WHERE id = ?", userId);
    expectRefusal(await askEmail(caller), "user_blocked");
    expect(await countTo(email)).toBe(0);
  });

  test("ends with a block", async () => {
    const { caller, email, userId } = await newcomer();
    await succeed(askEmail(caller), 201);
    for (const status of [false, true]) {
      await succeed(call("PATCH", `/users/${userId}/status`, { body: { status } }), 200);
    }
    const body = await secretTo(email);
    expectRefusal(await send("PUT", "/account/verifications/email", body, guest()), "user_invalid_token");
  });

  test("does not sign in", async () => {
    const { caller, email } = await newcomer();
    await succeed(askEmail(caller), 201);
    const body = await secretTo(email);
    expectRefusal(await send("POST", "/account/sessions/token", body, guest()), "user_invalid_token");
  });
});
