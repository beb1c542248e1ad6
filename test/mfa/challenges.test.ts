/** /account/mfa/challenges: requiring a further factor, and giving it (docs/spec/account.md#mfa). */
import { afterEach, describe, expect, test } from "vitest";
import { createJwt, guest, withJwt } from "../harness/account.ts";
import { appWith, call } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { generatedId } from "../harness/users.ts";
import { notThe, otpAt } from "./otp.ts";
import {
  another,
  answer,
  ask,
  challenge,
  codeOf,
  codesLeft,
  dateAt,
  defaultFactors,
  enrol,
  logOf,
  makeCodes,
  type Member,
  newApp,
  setFactors,
  someone,
  state,
} from "./people.ts";

holdClock();
afterEach(() => setFactors(defaultFactors));

const step = 30_000;

const waiting = (challengeId: string) => rows("SELECT tries FROM challenges WHERE id = ?", challengeId);

const ofSession = async ({ caller, sessionId }: Member) =>
  (await call("GET", `/account/sessions/${sessionId}`, caller)).body;

/** A challenge of a factor, with its right answer. */
async function posed({ caller, userId }: Member, factor: string): Promise<{ id: string; otp: string }> {
  switch (factor) {
    case "totp": {
      const secret = await enrol(caller);
      return { id: await challenge(caller, factor), otp: otpAt(secret, noon + step) };
    }
    case "recoveryCode": {
      const [, otp = ""] = await makeCodes(caller);
      return { id: await challenge(caller, factor), otp };
    }
    default: {
      await setFactors({ custom: true });
      const id = await challenge(caller, factor);
      return { id, otp: await codeOf(userId, id) };
    }
  }
}

const factors = ["totp", "recoveryCode", "custom"] as const;

describe("POST challenges", () => {
  test.each([
    ["totp", "/challenges"],
    ["recoveryCode", "/challenges"],
    ["custom", "/challenges"],
    ["totp", "/challenge"],
    ["RECOVERYCODE", "/challenge"],
    ["Custom", "/challenge"],
  ])("creates one of %s on %s, also for a user without enrolled factors", async (factor, path) => {
    await setFactors({ custom: true });
    const { caller, userId } = await someone();
    const { body, status } = await ask(caller, "POST", path, { factor });
    expect({ status, body }).toEqual({
      status: 201,
      body: { $id: generatedId, $createdAt: dateAt(noon), userId, expire: dateAt(noon + 3_600_000) },
    });
    expect((await logOf(userId)).slice(-1)).toEqual([{ event: "challenge.create", actor: "user" }]);
  });

  test("knows five factors", async () => {
    const { caller } = await someone();
    expectMissing(await ask(caller, "POST", "/challenges", {}), "factor");
    for (const factor of ["", "sms", "recovery-code", "password", null, ["totp"], 1]) {
      expectInvalid(await ask(caller, "POST", "/challenges", { factor }), "factor");
    }
  });

  test.each([
    ["email", {}, "general_smtp_disabled"],
    ["email", { email: true }, "general_smtp_disabled"],
    ["email", { email: true, verified: true }, "general_smtp_disabled"],
    ["phone", {}, "general_phone_disabled"],
    ["phone", { phone: true }, "general_phone_disabled"],
    ["phone", { phone: true, verified: true }, "general_phone_disabled"],
  ] as const)("sends no message by %s, where no provider can: %j", async (factor, given, refusal) => {
    const { email, phone, verified } = { email: false, phone: false, verified: false, ...given };
    const { caller, userId } = await someone({
      ...(email && { email: `sent${verified}@mail.example` }),
      ...(phone && { phone: `+491511235000${Number(verified)}` }),
    });
    if (email) await call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: verified } });
    if (phone) await call("PATCH", `/users/${userId}/verification/phone`, { body: { phoneVerification: verified } });
    const { rate_limits: _, ...before } = await state();
    const fetch = appWith({ MESSAGES_OUTBOX: undefined });
    expectRefusal(await ask({ ...caller, fetch }, "POST", "/challenges", { factor }), refusal);
    const { users, rate_limits: __, ...after } = await state();
    expect(after).toEqual({ ...before, users: undefined });
    expect(users).toHaveLength(before["users"]?.length ?? 0);
  });

  test("is refused for a factor that the policy closes, before anything is said of the user", async () => {
    const { caller } = await someone();
    expectRefusal(await ask(caller, "POST", "/challenges", { factor: "custom" }), "user_auth_method_unsupported");
    await setFactors({ totp: false, email: false, phone: false });
    for (const factor of ["totp", "email", "phone", "custom"]) {
      expectRefusal(await ask(caller, "POST", "/challenges", { factor }), "user_auth_method_unsupported");
    }
    expect((await ask(caller, "POST", "/challenges", { factor: "recoveryCode" })).status).toBe(201);
  });

  test("allows ten requests an hour for a user, over both paths", async () => {
    const { caller, userId } = await someone();
    const { caller: elsewhere } = await another(userId);
    for (let i = 0; i < 5; i++) {
      expect((await ask(caller, "POST", "/challenges", { factor: "totp" })).status).toBe(201);
      expect((await ask(elsewhere, "POST", "/challenge", { factor: "totp" })).status).toBe(201);
    }
    expectRefusal(await ask(caller, "POST", "/challenges", { factor: "totp" }), "general_rate_limit_exceeded");
    expect((await ask((await someone()).caller, "POST", "/challenges", { factor: "totp" })).status).toBe(201);
  });
});

describe("PUT challenges", () => {
  test.each(factors)("adds %s to the session, once", async (factor) => {
    const member = await someone();
    const { id, otp } = await posed(member, factor);
    const before = await ofSession(member);
    setClock(20_000);
    const { body, status } = await answer(member.caller, id, otp);
    const had = factor === "totp" ? ["server", "totp"] : ["server"];
    expect(before["factors"]).toEqual(had);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        ...before,
        $updatedAt: dateAt(noon + 20_000),
        mfaUpdatedAt: dateAt(noon + 20_000),
        factors: factor === "totp" ? had : [...had, factor],
        secret: "",
      },
    });
    expect(await ofSession(member)).toEqual(body);
    expect(await waiting(id)).toEqual([]);
    expect((await logOf(member.userId)).slice(-1)).toEqual([{ event: "challenges.update", actor: "user" }]);
    expectRefusal(await answer(member.caller, id, otp), "user_invalid_token");
  });

  test("answers on the older path as well", async () => {
    const member = await someone();
    const { id, otp } = await posed(member, "recoveryCode");
    const answered = await ask(member.caller, "PUT", "/challenge", { challengeId: id, otp });
    expect(answered).toMatchObject({ status: 200, body: { factors: ["server", "recoveryCode"] } });
  });

  test("adds a factor to the answering session only, whichever asked", async () => {
    const member = await someone();
    const { id, otp } = await posed(member, "custom");
    const second = { userId: member.userId, ...(await another(member.userId)) };
    expect((await answer(second.caller, id, otp)).body).toMatchObject({
      $id: second.sessionId,
      factors: ["server", "custom"],
    });
    expect(await ofSession(member)).toMatchObject({ factors: ["server"], mfaUpdatedAt: "" });
  });

  test("adds an existing factor only once, and updates the time", async () => {
    const member = await someone();
    const [first = "", second = ""] = await makeCodes(member.caller);
    await answer(member.caller, await challenge(member.caller, "recoveryCode"), first);
    setClock(60_000);
    const { body } = await answer(member.caller, await challenge(member.caller, "recoveryCode"), second);
    expect(body).toMatchObject({ factors: ["server", "recoveryCode"], mfaUpdatedAt: dateAt(noon + 60_000) });
  });

  test("checks its parameters first, the challenge before the answer", async () => {
    const { caller } = await someone();
    expectMissing(await ask(caller, "PUT", "/challenges", {}), "challengeId");
    expectMissing(await ask(caller, "PUT", "/challenges", { challengeId: "a" }), "otp");
    expectInvalid(await ask(caller, "PUT", "/challenges", { challengeId: "x".repeat(257), otp: "" }), "challengeId");
    expectInvalid(await ask(caller, "PUT", "/challenges", { challengeId: "b", otp: "" }), "otp");
    expectInvalid(await ask(caller, "PUT", "/challenges", { challengeId: "c", otp: "x".repeat(257) }), "otp");
  });

  test("refuses a JWT, and keeps the challenge for the session", async () => {
    const member = await someone();
    const { id, otp } = await posed(member, "recoveryCode");
    const jwt = withJwt(await createJwt(member.userId));
    expectRefusal(await answer(jwt, id, otp), "general_resource_blocked");
    expectRefusal(await answer(jwt, id, "wrong"), "general_resource_blocked");
    expect(await waiting(id)).toEqual([{ tries: 0 }]);
    expect((await answer(member.caller, id, otp)).status).toBe(200);
  });

  test("refuses unknown parameters", async () => {
    const { caller } = await someone();
    expectRefusal(await answer(caller, "nonexistent", "123456"), "user_invalid_token");
  });

  test.each(factors)("refuses another user's challenge of %s, which does not suffer from it", async (factor) => {
    const [ann, bob] = [await someone(), await someone()];
    const { id, otp } = await posed(ann, factor);
    const codes = await codesLeft(ann.userId);
    for (const text of [otp, "wrong"]) expectRefusal(await answer(bob.caller, id, text), "user_invalid_token");
    expect(await waiting(id)).toEqual([{ tries: 0 }]);
    expect(await codesLeft(ann.userId)).toEqual(codes);
    expect(await ofSession(bob)).toMatchObject({ factors: ["server"], mfaUpdatedAt: "" });
    expect((await answer(ann.caller, id, otp)).status).toBe(200);
  });

  test("accepts each user's own answers only", async () => {
    const [ann, bob] = [await someone(), await someone()];
    const { id } = await posed(ann, "recoveryCode");
    const [foreign = ""] = await makeCodes(bob.caller);
    expectRefusal(await answer(ann.caller, id, foreign), "user_invalid_token");
    expect(await codesLeft(bob.userId)).toHaveLength(6);
  });

  test.each(factors)("refuses a challenge of %s when its hour is over", async (factor) => {
    const member = await someone();
    const { id, otp } = await posed(member, factor);
    setClock(3_600_000);
    const right = factor === "totp" ? await currentOtp(member, 3_600_000) : otp;
    expectRefusal(await answer(member.caller, id, right), "user_invalid_token");
  });

  test("accepts an answer in the last millisecond of the hour", async () => {
    const member = await someone();
    const { id, otp } = await posed(member, "custom");
    setClock(3_599_999);
    expect((await answer(member.caller, id, otp)).status).toBe(200);
  });

  test("allows ten tries an hour of a challenge, right or wrong, for each user", async () => {
    const { caller, userId } = await someone();
    for (let i = 0; i < 10; i++) expectRefusal(await answer(caller, "unknown", "123456"), "user_invalid_token");
    expectRefusal(await answer(caller, "unknown", "123456"), "general_rate_limit_exceeded");
    const { caller: elsewhere } = await another(userId);
    expectRefusal(await answer(elsewhere, "UNKNOWN", "123456"), "general_rate_limit_exceeded");
    expectRefusal(await answer(caller, "another", "123456"), "user_invalid_token");
    const stranger = await someone();
    expectRefusal(await answer(stranger.caller, "unknown", "123456"), "user_invalid_token");
  });

  test("that another user has tried to answer a hundred times can still be answered", async () => {
    const [ann, bob] = [await someone(), await someone()];
    const { id, otp } = await posed(ann, "recoveryCode");
    for (let i = 0; i < 100; i++) await answer(bob.caller, id, "wrong");
    expectRefusal(await answer(bob.caller, id, "wrong"), "general_rate_limit_exceeded");
    expect((await answer(ann.caller, id, otp)).status).toBe(200);
  });
});

/** Replaces the user's app by a newly verified one. @returns the password after the one that the verification used up */
async function currentOtp({ caller, userId }: Member, at: number): Promise<string> {
  await call("DELETE", `/users/${userId}/mfa/authenticators/totp`);
  return otpAt(await enrol(caller), noon + at + step);
}

describe("Wrong answers", () => {
  const wrongFor = (otp: string) => (/^\d{6}$/.test(otp) ? notThe(otp) : "0000000000");

  test.each(factors)("four of %s leave the right one valid", async (factor) => {
    const member = await someone();
    const { id, otp } = await posed(member, factor);
    for (let i = 0; i < 4; i++) {
      expectRefusal(await answer(member.caller, id, wrongFor(otp)), "user_invalid_token");
      expect(await waiting(id)).toEqual([{ tries: i + 1 }]);
    }
    expect((await answer(member.caller, id, otp)).status).toBe(200);
  });

  test.each(factors)("five of %s end that challenge only", async (factor) => {
    const member = await someone();
    const { id, otp } = await posed(member, factor);
    const codes = await codesLeft(member.userId);
    for (let i = 0; i < 5; i++) expectRefusal(await answer(member.caller, id, wrongFor(otp)), "user_invalid_token");
    expect(await waiting(id)).toEqual([{ tries: 5 }]);
    expectRefusal(await answer(member.caller, id, otp), "user_invalid_token");
    expect(await codesLeft(member.userId)).toEqual(codes);
    expect(await ofSession(member)).toMatchObject({ mfaUpdatedAt: "" });
    if (factor === "custom") return;
    expect((await answer(member.caller, await challenge(member.caller, factor), otp)).status).toBe(200);
  });

  test("of one challenge do not count against another", async () => {
    const member = await someone();
    const { id, otp } = await posed(member, "recoveryCode");
    const other = await challenge(member.caller, "recoveryCode");
    for (let i = 0; i < 5; i++) await answer(member.caller, other, "wrong");
    expect(await waiting(id)).toEqual([{ tries: 0 }]);
    expect((await answer(member.caller, id, otp)).status).toBe(200);
  });

  test("include answers of another factor or of another challenge", async () => {
    const member = await someone();
    const custom = await posed(member, "custom");
    const recovery = await posed(member, "recoveryCode");
    const second = await challenge(member.caller, "custom");
    expectRefusal(await answer(member.caller, custom.id, recovery.otp), "user_invalid_token");
    expectRefusal(await answer(member.caller, recovery.id, custom.otp), "user_invalid_token");
    const otherCode = await codeOf(member.userId, second);
    if (otherCode !== custom.otp) {
      expectRefusal(await answer(member.caller, custom.id, otherCode), "user_invalid_token");
    }
    expect(await codesLeft(member.userId)).toHaveLength(6);
  });

  test("are not counted where a recovery code or a one-time password is typed with blanks, dashes or capitals", async () => {
    const member = await someone();
    const [first = "", second = "", third = ""] = await makeCodes(member.caller);
    const typed = [
      first.toUpperCase(),
      `${second.slice(0, 5)}-${second.slice(5)}`,
      ` ${third.split("").join("\u2009")} `,
    ];
    for (const text of typed) {
      expect((await answer(member.caller, await challenge(member.caller, "recoveryCode"), text)).status).toBe(200);
    }
    expect(await codesLeft(member.userId)).toHaveLength(3);
    const secret = await newApp(member.caller);
    const spaced = (otp: string) => `${otp.slice(0, 3)} ${otp.slice(3)}`;
    const verified = await ask(member.caller, "PUT", "/authenticators/totp", { otp: spaced(otpAt(secret, noon)) });
    expect(verified.status).toBe(200);
    const id = await challenge(member.caller, "totp");
    const fullWidth = [...otpAt(secret, noon + step)].map((digit) => String.fromCodePoint(0xff10 + Number(digit)));
    expect((await answer(member.caller, id, fullWidth.join("‑"))).status).toBe(200);
  });

  test("include look-alikes of the right one", async () => {
    const member = await someone();
    const { id, otp } = await posed(member, "recoveryCode");
    for (const text of [`${otp}.`, otp.slice(0, 9), `${otp}0`, `0${otp}`, "- -"]) {
      expectRefusal(await answer(member.caller, id, text), "user_invalid_token");
    }
    expect(await codesLeft(member.userId)).toHaveLength(6);
  });
});

describe("A one-time password of an app", () => {
  /** Answers a new challenge. @param otp of this time, in milliseconds past noon */
  const give = async ({ caller }: Member, secret: string, at: number) =>
    (await answer(caller, await challenge(caller, "totp"), otpAt(secret, noon + at))).status;

  test("is accepted one step before and one after, and no further off", async () => {
    const member = await someone();
    const secret = await enrol(member.caller);
    setClock(10 * step);
    expect(await give(member, secret, 8 * step)).toBe(401);
    expect(await give(member, secret, 12 * step)).toBe(401);
    expect(await give(member, secret, 9 * step)).toBe(200);
    expect(await give(member, secret, 10 * step)).toBe(200);
    expect(await give(member, secret, 11 * step)).toBe(200);
  });

  test("is not accepted twice, nor is an earlier step's after a later one", async () => {
    const member = await someone();
    const secret = await enrol(member.caller);
    expect(await give(member, secret, 0)).toBe(401);
    expect(await give(member, secret, -step)).toBe(401);
    setClock(10 * step);
    expect(await give(member, secret, 11 * step)).toBe(200);
    for (const at of [11, 10, 9]) expect(await give(member, secret, at * step)).toBe(401);
    setClock(12 * step);
    expect(await give(member, secret, 11 * step)).toBe(401);
    expect(await give(member, secret, 12 * step)).toBe(200);
  });

  test("that is replayed is a wrong answer: four leave the challenge waiting, the fifth ends it", async () => {
    const member = await someone();
    const secret = await enrol(member.caller);
    const [first, second] = [await challenge(member.caller, "totp"), await challenge(member.caller, "totp")];
    for (let i = 1; i <= 4; i++) {
      expectRefusal(await answer(member.caller, first, otpAt(secret, noon)), "user_invalid_token");
      expect(await waiting(first)).toEqual([{ tries: i }]);
    }
    for (let i = 1; i <= 5; i++) await answer(member.caller, second, otpAt(secret, noon));
    expectRefusal(await answer(member.caller, second, otpAt(secret, noon + step)), "user_invalid_token");
    expect((await answer(member.caller, first, otpAt(secret, noon + step))).status).toBe(200);
  });

  test("answers no challenge before the app is verified", async () => {
    const member = await someone();
    const secret = await newApp(member.caller);
    expect(await give(member, secret, 0)).toBe(401);
    expect((await ask(member.caller, "GET", "/factors")).body).toMatchObject({ totp: false });
  });

  test("is each user's own", async () => {
    const [ann, bob] = [await someone(), await someone()];
    const secret = await enrol(ann.caller);
    await enrol(bob.caller);
    expect(await give(bob, secret, step)).toBe(401);
    expect(await give(ann, secret, step)).toBe(200);
  });
});

describe("A factor that the policy closes", () => {
  test.each(["totp", "custom"] as const)(
    "%s no longer answers open challenges, until it is opened again",
    async (factor) => {
      const member = await someone();
      const { id, otp } = await posed(member, factor);
      await setFactors({ [factor]: false });
      expectRefusal(await answer(member.caller, id, otp), "user_auth_method_unsupported");
      expectRefusal(await answer(member.caller, id, "wrong"), "user_auth_method_unsupported");
      expect(await ofSession(member)).toMatchObject({ mfaUpdatedAt: "" });
      await setFactors({ [factor]: true });
      expect((await answer(member.caller, id, otp)).status).toBe(200);
    },
  );

  test("keeps the sessions that have it, and recovery codes always work", async () => {
    const member = await someone();
    await enrol(member.caller);
    const [code = ""] = await makeCodes(member.caller);
    await ask(member.caller, "PATCH", "", { mfa: true });
    await setFactors({ totp: false });
    expect((await call("GET", "/account", member.caller)).status).toBe(200);
    const { caller } = await another(member.userId);
    expectRefusal(await call("GET", "/account", caller), "user_more_factors_required");
    expect((await answer(caller, await challenge(caller, "recoveryCode"), code)).status).toBe(200);
    expect((await call("GET", "/account", caller)).status).toBe(200);
  });
});

test("Disabled limits count no requests, and five wrong answers still end a challenge", async () => {
  const fetch = appWith({ RATE_LIMITS: "off" });
  const member = await someone();
  const { id, otp } = await posed(member, "recoveryCode");
  for (let i = 0; i < 12; i++) {
    const refused = await answer({ ...member.caller, fetch }, id, "wrong");
    expectRefusal(refused, "user_invalid_token");
    expect(refused.headers.get("x-ratelimit-limit")).toBeNull();
  }
  expectRefusal(await answer({ ...member.caller, fetch }, id, otp), "user_invalid_token");
  expectRefusal(await answer(guest(), id, otp), "general_unauthorized_scope");
});
