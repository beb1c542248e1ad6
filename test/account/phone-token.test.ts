/** Signing in with a code by text message (docs/spec/account.md#login-tokens). */
import { afterEach, describe, expect, test } from "vitest";
import { cookieOf, guest, succeed } from "../harness/account.ts";
import { appWith, call, type CallOptions } from "../harness/client.ts";
import { holdClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { expectValue, settled } from "../harness/sessions.ts";
import { bareUser, createUser, fresh, generatedId, readUser, targetOf } from "../harness/users.ts";
import { resetSettings, setAuthMethod, setPolicy } from "../policies/policies.ts";
import { codeTo, countTo, lastTo, tokensOf } from "./messages.ts";

holdClock();
afterEach(resetSettings);

let numbers = 0;
const newPhone = () => `+1415555${String(1000 + ++numbers)}`;

const ask = (body: object, options: CallOptions = guest(), path = "/account/tokens/phone") =>
  call("POST", path, { fetch: settled, ...options, body });

const redeem = (userId: string, secret: string, options: CallOptions = guest()) =>
  call("PUT", "/account/sessions/phone", { fetch: settled, ...options, body: { userId, secret } });

/** A code that differs from this one. */
const wrong = (code: string) => code.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));

describe("asking for a code", () => {
  test.each(["/account/tokens/phone", "/account/sessions/phone"])(
    "sends it and nothing else: POST %s",
    async (path) => {
      const [userId, phone] = [fresh(), newPhone()];
      const { body } = await succeed(ask({ userId, phone }, guest(), path), 201);
      expect(body).toEqual({
        $id: generatedId,
        $createdAt: "2026-11-01T12:00:00.000+00:00",
        userId,
        secret: "",
        expire: "2026-11-01T12:15:00.000+00:00",
        phrase: "",
      });
      expect(await lastTo(phone)).toMatchObject({
        type: "sms",
        template: "phone-otp",
        to: phone,
        text: expect.stringMatching(/^\d{6}$/),
      });
    },
  );

  test("with a phone that no user has, creates the account when the code is redeemed", async () => {
    const [userId, phone] = [fresh(), newPhone()];
    await succeed(ask({ userId, phone }), 201);
    expect(await rows("SELECT id FROM users WHERE id = ? OR phone = ?", userId, phone)).toEqual([]);
    await succeed(redeem(userId, await codeTo(phone)), 201);
    expect(await readUser(userId)).toEqual({
      ...bareUser,
      $id: userId,
      phone,
      phoneVerification: true,
      accessedAt: "2026-11-01T12:00:00.000+00:00",
      targets: [targetOf(userId, "sms", phone)],
    });
  });

  test("with a phone that a user has, names the proposed id, and signs them in by it", async () => {
    const [phone, proposed] = [newPhone(), fresh()];
    const userId = await createUser({ phone });
    expect((await ask({ userId: proposed, phone })).body).toMatchObject({ userId: proposed });
    expect((await redeem(proposed, await codeTo(phone))).body).toMatchObject({ userId });
    expect(await rows("SELECT id FROM users WHERE phone = ?", phone)).toEqual([{ id: userId }]);
  });

  test("shows a key the code itself", async () => {
    const phone = newPhone();
    const { body } = await succeed(ask({ userId: fresh(), phone }, {}), 201);
    expect(body["secret"]).toBe(await codeTo(phone));
  });

  test("sends no message to a blocked user, and reveals the block to keys only", async () => {
    const phone = newPhone();
    const userId = await createUser({ phone });
    await succeed(call("PATCH", `/users/${userId}/status`, { body: { status: false } }), 200);
    await succeed(ask({ userId, phone }), 201);
    expectRefusal(await ask({ userId, phone }, {}), "user_blocked");
    expect(await countTo(phone)).toBe(0);
  });
});

describe("asking for a code is refused", () => {
  test("for missing or invalid parameters", async () => {
    expectMissing(await ask({ phone: newPhone() }), "userId");
    expectMissing(await ask({ userId: fresh() }), "phone");
    expectInvalid(await ask({ userId: fresh(), phone: "14155551234" }), "phone");
  });

  test("to a key for an id that another user has", async () => {
    expectRefusal(await ask({ userId: await createUser(), phone: newPhone() }, {}), "user_already_exists");
  });

  test("past the limit of users, for a phone of no user", async () => {
    await createUser();
    await setPolicy("user-limit", { total: 1 });
    expectRefusal(await ask({ userId: fresh(), phone: newPhone() }), "user_count_exceeded");
  });

  test("where the project has closed it, in upstream's words, except to keys", async () => {
    await setAuthMethod("phone", false);
    const body = { userId: fresh(), phone: newPhone() };
    const text = "Phone authentication is disabled for this project";
    expectRefusal(await ask(body), "user_auth_method_unsupported", text);
    expect((await ask(body, {})).status).toBe(201);
  });

  test("where no provider sends text messages", async () => {
    const fetch = appWith({ MESSAGES_OUTBOX: "" });
    expectRefusal(await ask({ userId: fresh(), phone: newPhone() }, { ...guest(), fetch }), "general_phone_disabled");
  });
});

describe("a code by text message", () => {
  /** Asks for a code. */
  async function requested() {
    const [phone, userId] = [newPhone(), fresh()];
    await createUser({ userId, phone });
    await succeed(ask({ userId, phone }), 201);
    return { phone, userId, code: await codeTo(phone) };
  }

  test("signs in, and verifies the phone, once", async () => {
    const { code, userId } = await requested();
    expectRefusal(await redeem(userId, wrong(code)), "user_invalid_token");
    expectRefusal(await redeem("nobody", code), "user_invalid_token");
    const answer = await redeem(userId, code);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ userId, provider: "phone", factors: ["phone"], current: true, secret: "" });
    expectValue(cookieOf(answer), userId);
    expect(await readUser(userId)).toMatchObject({ phoneVerification: true, emailVerification: false });
    expectRefusal(await redeem(userId, code), "user_invalid_token");
  });

  test("shows a key the session's secret", async () => {
    const { code, userId } = await requested();
    const { body } = await succeed(redeem(userId, code, {}), 201);
    expectValue(body["secret"], userId);
  });

  test("ends at the fifth wrong try, and with the next code", async () => {
    const { code, phone, userId } = await requested();
    for (let tries = 0; tries < 5; tries += 1) await redeem(userId, wrong(code));
    expectRefusal(await redeem(userId, code), "user_invalid_token");
    await succeed(ask({ userId, phone }), 201);
    await succeed(ask({ userId, phone }), 201);
    expect(await tokensOf(userId)).toEqual(["phone"]);
  });

  test("ends when the phone changes, and not when the email does", async () => {
    const [stays, goes] = [await requested(), await requested()];
    await succeed(call("PATCH", `/users/${stays.userId}/email`, { body: { email: `${fresh()}@psg.fr` } }), 200);
    await succeed(call("PATCH", `/users/${goes.userId}/phone`, { body: { number: newPhone() } }), 200);
    expect((await redeem(stays.userId, stays.code)).status).toBe(201);
    expectRefusal(await redeem(goes.userId, goes.code), "user_invalid_token");
  });
});
