/** /account/mfa: the flag, the factors, the authenticator app and the recovery codes (docs/spec/account.md#mfa). */
import { afterEach, describe, expect, test } from "vitest";
import { bearing, createJwt, createPerson, guest, signIn, withJwt } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { createUser } from "../harness/users.ts";
import { notThe, otpAt } from "./otp.ts";
import {
  another,
  answer,
  ask,
  challenge,
  codesLeft,
  codesOf,
  dateAt,
  defaultFactors,
  enrol,
  logOf,
  makeCodes,
  meetChallenge,
  newApp,
  setFactors,
  someone,
  state,
} from "./people.ts";

holdClock();
afterEach(() => setFactors(defaultFactors));

const none = { totp: false, phone: false, email: false, recoveryCode: false, custom: false };

/** The factors of a user's sessions, oldest session first. */
const factorsOf = async (userId: string) =>
  (
    await rows(
      "SELECT factors FROM sessions JOIN users ON users.seq = user_seq WHERE users.id = ? ORDER BY sessions.seq",
      userId,
    )
  ).map(({ factors }): unknown => JSON.parse(String(factors)));

const verifyEmail = (userId: string) =>
  call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: true } });
const verifyPhone = (userId: string) =>
  call("PATCH", `/users/${userId}/verification/phone`, { body: { phoneVerification: true } });

const events = (...actors: readonly string[]) => actors.map((actor) => ({ event: "user.update", actor }));

describe("A caller without a session", () => {
  const operations = [
    ["PATCH", "", { mfa: true }],
    ["GET", "/factors"],
    ["POST", "/authenticators/totp"],
    ["PUT", "/authenticators/totp", { otp: "123456" }],
    ["DELETE", "/authenticators/totp"],
    ["POST", "/recovery-codes"],
    ["GET", "/recovery-codes"],
    ["PATCH", "/recovery-codes"],
    ["POST", "/challenges", { factor: "totp" }],
    ["PUT", "/challenges", { challengeId: "c", otp: "123456" }],
    ["POST", "/challenge", { factor: "totp" }],
    ["PUT", "/challenge", { challengeId: "c", otp: "123456" }],
  ] as const;

  test.each(operations)("is not served: %s %s", async (method, path, body?: object) => {
    const { caller, userId } = await someone();
    await call("DELETE", `/users/${userId}`);
    const before = await state();
    for (const options of [guest(), {}, caller]) {
      expectRefusal(await ask(options, method, path, body), "general_unauthorized_scope");
    }
    expect(await state()).toEqual(before);
  });
});

describe("PATCH /account/mfa", () => {
  test("sets the flag and nothing else of the account", async () => {
    const { caller, userId } = await someone();
    const before = (await call("GET", "/account", caller)).body;
    setClock(5_000);
    const { body, status } = await ask(caller, "PATCH", "", { mfa: true });
    expect(before["mfa"]).toBe(false);
    expect({ status, body }).toEqual({
      status: 200,
      body: { ...before, mfa: true, $updatedAt: dateAt(noon + 5_000), accessedAt: dateAt(noon) },
    });
    expect((await call("GET", "/account", caller)).body).toEqual(body);
    expect(await logOf(userId)).toContainEqual({ event: "user.update", actor: "user" });
  });

  test("adds the user's verified factors to the session that turns it on, and to no other", async () => {
    const userId = await createUser({ email: "ann@mail.example", phone: "+4915112340003" });
    const [first, second] = [await another(userId), await another(userId)];
    await verifyEmail(userId);
    await verifyPhone(userId);
    expect((await ask(second.caller, "PATCH", "", { mfa: true })).status).toBe(200);
    expect(await factorsOf(userId)).toEqual([["server"], ["server", "email", "phone"]]);
    expect((await call("GET", "/account", second.caller)).status).toBe(200);
    expectRefusal(await call("GET", "/account", first.caller), "user_more_factors_required");
  });

  test("adds the app once, ahead of other verified factors", async () => {
    const { caller, userId } = await someone({ email: "bob@mail.example" });
    await verifyEmail(userId);
    const { caller: elsewhere } = await another(userId);
    await enrol(elsewhere);
    await ask(elsewhere, "PATCH", "", { mfa: true });
    await ask(elsewhere, "PATCH", "", { mfa: true });
    expect(await factorsOf(userId)).toEqual([["server"], ["server", "totp", "email"]]);
    expectRefusal(await call("GET", "/account", caller), "user_more_factors_required");
  });

  test("adds no unverified factor, and none when turned off", async () => {
    const { caller, userId } = await someone({ email: "cid@mail.example", phone: "+4915112340004" });
    await newApp(caller);
    await ask(caller, "PATCH", "", { mfa: true });
    await verifyEmail(userId);
    await call("PATCH", `/users/${userId}/mfa`, { body: { mfa: false } });
    expect((await ask(caller, "PATCH", "", { mfa: false })).status).toBe(200);
    expect(await factorsOf(userId)).toEqual([["server"]]);
  });

  test("does not note a challenge", async () => {
    const { caller, userId } = await someone({ email: "dee@mail.example" });
    await verifyEmail(userId);
    await ask(caller, "PATCH", "", { mfa: true });
    expectRefusal(await ask(caller, "GET", "/recovery-codes"), "user_challenge_required");
  });

  test.each(["true", 1, 0, null, "", []])("refuses %j", async (mfa) => {
    const { caller } = await someone();
    expectInvalid(await ask(caller, "PATCH", "", { mfa }), "mfa");
  });

  test("asks for the flag", async () => {
    expectMissing(await ask((await someone()).caller, "PATCH", "", {}), "mfa");
  });
});

describe("GET factors", () => {
  const factors = async (caller: CallOptions) => {
    const { body, status } = await ask(caller, "GET", "/factors");
    expect(status).toBe(200);
    return body;
  };

  test("follows the user's factors", async () => {
    const { caller, userId } = await someone({ email: "fay@mail.example", phone: "+4915112340005" });
    expect(await factors(caller)).toEqual(none);
    const secret = await newApp(caller);
    expect(await factors(caller)).toEqual(none);
    await ask(caller, "PUT", "/authenticators/totp", { otp: otpAt(secret, noon) });
    expect(await factors(caller)).toEqual({ ...none, totp: true });
    await verifyEmail(userId);
    await verifyPhone(userId);
    await makeCodes(caller);
    expect(await factors(caller)).toEqual({ totp: true, phone: true, email: true, recoveryCode: true, custom: false });
    expect(await factors(withJwt(await createJwt(userId)))).toEqual(await factors(caller));
  });

  test("follows the policy, which cannot close recovery codes", async () => {
    const { caller, userId } = await someone({ email: "gil@mail.example", phone: "+4915112340006" });
    await verifyEmail(userId);
    await verifyPhone(userId);
    await enrol(caller);
    await makeCodes(caller);
    await setFactors({ totp: false, email: false, phone: false, custom: true });
    expect(await factors(caller)).toEqual({ ...none, recoveryCode: true, custom: true });
  });

  test("has no recovery codes after the last one is used", async () => {
    const { caller } = await someone();
    for (const code of await makeCodes(caller)) {
      expect(await factors(caller)).toEqual({ ...none, recoveryCode: true });
      await answer(caller, await challenge(caller, "recoveryCode"), code);
    }
    expect(await factors(caller)).toEqual(none);
  });
});

describe("POST authenticators/{type}", () => {
  test.each([
    ["the email", { email: "hal+1@mail.example", phone: "+4915112340007" }, "hal+1@mail.example"],
    ["the phone without one", { phone: "+4915112340008" }, "+4915112340008"],
    ["the id without both", { userId: "ida" }, "ida"],
  ])("shows a secret and its URI, which is labelled by %s", async (_, fields, label) => {
    const { caller, userId } = await someone(fields);
    const { body, status } = await ask(caller, "POST", "/authenticators/totp");
    expect({ status, body }).toEqual({
      status: 200,
      body: { secret: expect.stringMatching(/^[A-Z2-7]{32}$/), uri: expect.stringMatching(/^otpauth:\/\/totp\//) },
    });
    const uri = new URL(String(body["uri"]));
    expect(decodeURIComponent(uri.pathname)).toBe(`/rollcall:${label}`);
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      issuer: "rollcall",
      secret: body["secret"],
      algorithm: "SHA1",
      digits: "6",
      period: "30",
    });
    expect((await logOf(userId)).slice(-1)).toEqual(events("user"));
  });

  test("replaces one that was never verified, whose passwords are then wrong", async () => {
    const { caller } = await someone();
    const [first, second] = [await newApp(caller), await newApp(caller)];
    expect(first).not.toBe(second);
    expectRefusal(await ask(caller, "PUT", "/authenticators/totp", { otp: otpAt(first, noon) }), "user_invalid_token");
    expect((await ask(caller, "PUT", "/authenticators/totp", { otp: otpAt(second, noon) })).status).toBe(200);
  });

  test("is refused where one is verified, which stays valid", async () => {
    const { caller } = await someone();
    const secret = await enrol(caller);
    const before = await state();
    expectRefusal(await ask(caller, "POST", "/authenticators/totp"), "user_authenticator_already_verified");
    expect(await state()).toEqual(before);
    expect((await answer(caller, await challenge(caller, "totp"), otpAt(secret, noon + 30_000))).status).toBe(200);
  });

  test("accepts the type in any case, and no other type", async () => {
    const { caller } = await someone();
    expect((await ask(caller, "POST", "/authenticators/TOTP")).status).toBe(200);
    expectInvalid(await ask(caller, "POST", "/authenticators/sms"), "type");
  });
});

describe("PUT authenticators/{type}", () => {
  test("verifies the app and adds the factor to the session, without a challenge met", async () => {
    const { caller, userId } = await someone();
    await another(userId);
    const secret = await newApp(caller);
    const before = (await call("GET", "/account", caller)).body;
    const { body, status } = await ask(caller, "PUT", "/authenticators/totp", { otp: otpAt(secret, noon) });
    expect({ status, body }).toEqual({ status: 200, body: before });
    expect(await factorsOf(userId)).toEqual([["server", "totp"], ["server"]]);
    expectRefusal(await ask(caller, "GET", "/recovery-codes"), "user_challenge_required");
    expect((await logOf(userId)).slice(-1)).toEqual(events("user"));
  });

  test("refuses a missing app, a verified app and a wrong password, in this order", async () => {
    const { caller } = await someone();
    const verify = (otp: string) => ask(caller, "PUT", "/authenticators/totp", { otp });
    expectRefusal(await verify("123456"), "user_authenticator_not_found");
    const secret = await newApp(caller);
    const before = await state();
    for (const otp of [
      notThe(otpAt(secret, noon)),
      otpAt(secret, noon - 90_000),
      "abc",
      "１２３４５６",
      "x".repeat(256),
    ]) {
      expectRefusal(await verify(otp), "user_invalid_token");
    }
    expect(await state()).toEqual(before);
    expect((await verify(otpAt(secret, noon))).status).toBe(200);
    expectRefusal(await verify(otpAt(secret, noon + 30_000)), "user_authenticator_already_verified");
    expectRefusal(await verify("wrong"), "user_authenticator_already_verified");
  });

  test.each([-30_000, 0, 30_000])("accepts the password of a clock that is %i ms off", async (off) => {
    const { caller } = await someone();
    const secret = await newApp(caller);
    const otp = otpAt(secret, noon + off);
    expect((await ask(caller, "PUT", "/authenticators/totp", { otp })).status).toBe(200);
  });

  test("checks the parameters first, the type before the password", async () => {
    const { caller } = await someone();
    expectInvalid(await ask(caller, "PUT", "/authenticators/sms", {}), "type");
    expectMissing(await ask(caller, "PUT", "/authenticators/totp", {}), "otp");
    for (const otp of ["", "x".repeat(257), 123_456, null]) {
      expectInvalid(await ask(caller, "PUT", "/authenticators/totp", { otp }), "otp");
    }
  });
});

describe("DELETE authenticators/{type}", () => {
  test("needs a challenge, then removes the app, once", async () => {
    const { caller, userId } = await someone();
    await enrol(caller);
    expectRefusal(await ask(caller, "DELETE", "/authenticators/totp"), "user_challenge_required");
    await meetChallenge(caller);
    const { status, text } = await ask(caller, "DELETE", "/authenticators/totp");
    expect({ status, text }).toEqual({ status: 204, text: "" });
    expect((await logOf(userId)).slice(-1)).toEqual(events("user"));
    expectRefusal(await ask(caller, "DELETE", "/authenticators/totp"), "user_authenticator_not_found");
    expect((await ask(caller, "GET", "/factors")).body).toEqual(none);
  });

  test("removes an unverified one, and only of the type", async () => {
    const { caller } = await someone();
    await newApp(caller);
    await meetChallenge(caller);
    expectInvalid(await ask(caller, "DELETE", "/authenticators/sms"), "type");
    expect((await ask(caller, "DELETE", "/authenticators/ToTP")).status).toBe(204);
  });

  test("ends its open challenges, which can no longer be answered", async () => {
    const { caller } = await someone();
    const secret = await enrol(caller);
    await meetChallenge(caller);
    const challengeId = await challenge(caller, "totp");
    await ask(caller, "DELETE", "/authenticators/totp");
    expectRefusal(await answer(caller, challengeId, otpAt(secret, noon + 30_000)), "user_invalid_token");
    const other = await newApp(caller);
    expectRefusal(await answer(caller, challengeId, otpAt(other, noon)), "user_invalid_token");
  });
});

describe("Recovery codes", () => {
  const code: unknown = expect.stringMatching(/^[0-9a-f]{10}$/);
  const sixCodes = { recoveryCodes: [code, code, code, code, code, code] };

  test("are made once, without a challenge", async () => {
    const { caller, userId } = await someone();
    const { body, status } = await ask(caller, "POST", "/recovery-codes");
    expect({ status, body }).toEqual({ status: 201, body: sixCodes });
    expect((await logOf(userId)).slice(-1)).toEqual(events("user"));
    expectRefusal(await ask(caller, "POST", "/recovery-codes"), "user_recovery_codes_already_exists");
    expect({ recoveryCodes: await codesLeft(userId) }).toEqual(body);
  });

  test("are read and replaced after a challenge", async () => {
    const { caller, userId } = await someone();
    const [used = "", ...left] = await makeCodes(caller);
    expectRefusal(await ask(caller, "GET", "/recovery-codes"), "user_challenge_required");
    expectRefusal(await ask(caller, "PATCH", "/recovery-codes"), "user_challenge_required");
    expect(await codesLeft(userId)).toEqual([used, ...left]);
    await answer(caller, await challenge(caller, "recoveryCode"), used);

    const read = await ask(caller, "GET", "/recovery-codes");
    expect({ status: read.status, body: read.body }).toEqual({ status: 200, body: { recoveryCodes: left } });
    const replaced = await ask(caller, "PATCH", "/recovery-codes");
    expect({ status: replaced.status, body: replaced.body }).toEqual({ status: 200, body: sixCodes });
    expect(new Set([used, ...left, ...codesOf(replaced)]).size).toBe(12);
    expect((await ask(caller, "GET", "/recovery-codes")).body).toEqual(replaced.body);
    expect((await logOf(userId)).slice(-1)).toEqual(events("user"));
    for (const old of left) {
      expectRefusal(await answer(caller, await challenge(caller, "recoveryCode"), old), "user_invalid_token");
    }
  });

  test("are neither read nor replaced where there are none", async () => {
    const { caller } = await someone();
    await setFactors({ custom: true });
    const codes = await makeCodes(caller);
    for (const code of codes) await answer(caller, await challenge(caller, "recoveryCode"), code);
    expectRefusal(await ask(caller, "GET", "/recovery-codes"), "user_recovery_codes_not_found");
    expectRefusal(await ask(caller, "PATCH", "/recovery-codes"), "user_recovery_codes_not_found");
    expect((await ask(caller, "POST", "/recovery-codes")).status).toBe(201);
  });
});

test("Signing in with two factors, from the password to the account", async () => {
  const person = await createPerson();
  const setUp = bearing((await signIn(person)).secret);
  const secret = await enrol(setUp);
  const [recoveryCode = ""] = await makeCodes(setUp);
  await ask(setUp, "PATCH", "", { mfa: true });

  for (const [factor, otp] of [
    ["totp", otpAt(secret, noon + 30_000)],
    ["recoveryCode", recoveryCode],
  ] as const) {
    const { id, secret: session } = await signIn(person);
    const caller = bearing(session);
    expectRefusal(await call("GET", "/account", caller), "user_more_factors_required");
    expect((await ask(caller, "GET", "/factors")).body).toMatchObject({ totp: true, recoveryCode: true });
    const answered = await answer(caller, await challenge(caller, factor), otp);
    expect(answered.body).toMatchObject({ $id: id, factors: ["password", factor], current: true, secret: "" });
    expect((await call("GET", "/account", caller)).body["$id"]).toBe(person.userId);
  }
});
