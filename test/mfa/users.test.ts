/** /users/{userId}/mfa: a server manages its users' factors (docs/spec/users.md#mfa). */
import { afterEach, describe, expect, test } from "vitest";
import { createJwt, withJwt } from "../harness/account.ts";
import { type Answer, call, type CallOptions } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { createKey } from "../harness/keys.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { createUser, readUser } from "../harness/users.ts";
import { notThe, otpAt } from "./otp.ts";
import {
  another,
  answer,
  challenge,
  codeOf,
  codesOf,
  dateAt,
  defaultFactors,
  enrol,
  logOf,
  meetChallenge,
  newApp,
  readChallenge,
  setFactors,
  someone,
  state,
} from "./people.ts";

holdClock();
afterEach(() => setFactors(defaultFactors));

const ask = (userId: string, method: string, path: string, options: CallOptions = {}): Promise<Answer> =>
  call(method, `/users/${userId}/mfa${path}`, options);

const code: unknown = expect.stringMatching(/^[0-9a-f]{10}$/);
const sixCodes = { recoveryCodes: [code, code, code, code, code, code] };
const none = { totp: false, phone: false, email: false, recoveryCode: false, custom: false };

const operations = [
  { method: "PATCH", path: "", body: { mfa: true }, scope: "users.write" },
  { method: "GET", path: "/factors", scope: "users.read" },
  { method: "GET", path: "/recovery-codes", scope: "users.read" },
  { method: "PATCH", path: "/recovery-codes", scope: "users.write" },
  { method: "PUT", path: "/recovery-codes", scope: "users.write" },
  { method: "DELETE", path: "/authenticators/totp", scope: "users.write" },
  { method: "GET", path: "/challenges/nonexistent", scope: "users.read" },
] as const satisfies readonly { method: string; path: string; body?: object; scope: string }[];

describe.each(operations)("$method /users/{userId}/mfa$path", ({ method, path, scope, ...rest }) => {
  const options = "body" in rest ? { body: rest.body } : {};

  test("refuses an unknown user", async () => {
    const before = await state();
    expectRefusal(await ask("nonexistent", method, path, options), "user_not_found");
    expect(await state()).toEqual(before);
  });

  test("refuses an invalid id before it looks for the user", async () => {
    expectInvalid(await ask("_none", method, path, options), "userId");
  });

  test("refuses the user's own session and JWT, a guest and a key of other scopes", async () => {
    const { caller, userId } = await someone();
    const jwt = withJwt(await createJwt(userId));
    const key = await createKey({ scopes: [scope === "users.read" ? "users.write" : "users.read"] });
    const before = await state();
    for (const options of [caller, jwt, { key: null }, { key }]) {
      expectRefusal(await ask(userId, method, path, options), "general_unauthorized_scope");
    }
    expect((await state())["recovery_codes"]).toEqual(before["recovery_codes"]);
    expect((await state())["logs"]).toEqual(before["logs"]);
  });

  test("accepts a key with its scope", async () => {
    const key = await createKey({ scopes: [scope] });
    expectRefusal(await ask("nonexistent", method, path, { ...options, key }), "user_not_found");
  });
});

describe("PATCH mfa", () => {
  test.each([true, false])("sets the flag to %s and nothing else", async (mfa) => {
    const userId = await createUser();
    await ask(userId, "PATCH", "", { body: { mfa: !mfa } });
    const before = await readUser(userId);
    setClock(5_000);
    const { body, status } = await ask(userId, "PATCH", "", { body: { mfa } });
    expect({ status, body }).toEqual({ status: 200, body: { ...before, mfa, $updatedAt: dateAt(noon + 5_000) } });
    expect(await readUser(userId)).toEqual(body);
    expect((await logOf(userId)).at(-1)).toEqual({ event: "user.update", actor: "key" });
  });

  test.each(["true", "1", 1, 0, null, [], ""])("refuses %j, also for an unknown user", async (mfa) => {
    expectInvalid(await ask("nonexistent", "PATCH", "", { body: { mfa } }), "mfa");
  });

  test("asks for the flag", async () => {
    expectMissing(await ask("nonexistent", "PATCH", "", { body: {} }), "mfa");
  });

  test("asks existing sessions for the missing factor, until it is off", async () => {
    const { caller, userId } = await someone();
    await enrolElsewhere(userId);
    await ask(userId, "PATCH", "", { body: { mfa: true } });
    expectRefusal(await call("GET", "/account", caller), "user_more_factors_required");
    await ask(userId, "PATCH", "", { body: { mfa: false } });
    expect((await call("GET", "/account", caller)).status).toBe(200);
  });
});

/** Verifies an app in a new session. @returns the session */
async function enrolElsewhere(userId: string): Promise<CallOptions> {
  const { caller } = await another(userId);
  await enrol(caller);
  return caller;
}

describe("GET factors", () => {
  const factors = async (userId: string) => {
    const { body, status } = await ask(userId, "GET", "/factors");
    expect(status).toBe(200);
    return body;
  };

  test("has none for a bare user", async () => {
    expect(await factors(await createUser())).toEqual(none);
  });

  test("has an email and a phone once they are verified", async () => {
    const userId = await createUser({ email: "factors@mail.example", phone: "+4915112340001" });
    expect(await factors(userId)).toEqual(none);
    await call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: true } });
    expect(await factors(userId)).toEqual({ ...none, email: true });
    await call("PATCH", `/users/${userId}/verification/phone`, { body: { phoneVerification: true } });
    expect(await factors(userId)).toEqual({ ...none, email: true, phone: true });
    await call("PATCH", `/users/${userId}/phone`, { body: { number: "" } });
    expect(await factors(userId)).toEqual({ ...none, email: true });
  });

  test("has an app once it is verified", async () => {
    const { caller, userId } = await someone();
    await newApp(caller);
    expect(await factors(userId)).toEqual(none);
    await enrol(caller);
    expect(await factors(userId)).toEqual({ ...none, totp: true });
  });

  test("never has recovery codes", async () => {
    const userId = await createUser();
    await ask(userId, "PATCH", "/recovery-codes");
    expect(await factors(userId)).toEqual(none);
  });

  test("has the policy's factors, and the custom factor for all users", async () => {
    const { caller, userId } = await someone({ email: "policy@mail.example", phone: "+4915112340002" });
    await call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: true } });
    await call("PATCH", `/users/${userId}/verification/phone`, { body: { phoneVerification: true } });
    await enrol(caller);
    const all = { ...none, totp: true, email: true, phone: true };
    expect(await factors(userId)).toEqual(all);
    for (const factor of ["totp", "email", "phone"] as const) {
      await setFactors({ ...defaultFactors, [factor]: false });
      expect(await factors(userId)).toEqual({ ...all, [factor]: false });
    }
    await setFactors({ ...defaultFactors, custom: true });
    expect(await factors(userId)).toEqual({ ...all, custom: true });
    expect(await factors(await createUser())).toEqual({ ...none, custom: true });
  });
});

describe("Recovery codes", () => {
  test("are six of ten hex digits, made once, and can be read repeatedly", async () => {
    const userId = await createUser();
    const made = await ask(userId, "PATCH", "/recovery-codes");
    expect({ status: made.status, body: made.body }).toEqual({ status: 201, body: sixCodes });
    expect(new Set(codesOf(made)).size).toBe(6);
    for (let i = 0; i < 2; i++) {
      const { body, status } = await ask(userId, "GET", "/recovery-codes");
      expect({ status, body }).toEqual({ status: 200, body: made.body });
    }
    expectRefusal(await ask(userId, "PATCH", "/recovery-codes"), "user_recovery_codes_already_exists");
    expect((await ask(userId, "GET", "/recovery-codes")).body).toEqual(made.body);
    expect(await logOf(userId)).toEqual([
      { event: "user.create", actor: "key" },
      { event: "user.update", actor: "key" },
    ]);
  });

  test("are replaced by six others", async () => {
    const userId = await createUser();
    const first = codesOf(await ask(userId, "PATCH", "/recovery-codes"));
    const replaced = await ask(userId, "PUT", "/recovery-codes");
    expect({ status: replaced.status, body: replaced.body }).toEqual({ status: 200, body: sixCodes });
    expect(new Set([...first, ...codesOf(replaced)]).size).toBe(12);
    expect((await ask(userId, "GET", "/recovery-codes")).body).toEqual(replaced.body);
    expect((await logOf(userId)).slice(1)).toEqual([
      { event: "user.update", actor: "key" },
      { event: "user.update", actor: "key" },
    ]);
  });

  test("are neither read nor replaced where there are none, and that leaves no trace", async () => {
    const userId = await createUser();
    const before = await state();
    expectRefusal(await ask(userId, "GET", "/recovery-codes"), "user_recovery_codes_not_found");
    expectRefusal(await ask(userId, "PUT", "/recovery-codes"), "user_recovery_codes_not_found");
    expect(await state()).toEqual(before);
  });

  test("are the account's: a used one is gone, and after the last there are none", async () => {
    const { caller, userId } = await someone();
    const codes = codesOf(await ask(userId, "PATCH", "/recovery-codes"));
    for (const [used, code] of codes.entries()) {
      expect((await ask(userId, "GET", "/recovery-codes")).body).toEqual({ recoveryCodes: codes.slice(used) });
      expect((await answer(caller, await challenge(caller, "recoveryCode"), code)).status).toBe(200);
    }
    expectRefusal(await ask(userId, "GET", "/recovery-codes"), "user_recovery_codes_not_found");
    expectRefusal(await ask(userId, "PUT", "/recovery-codes"), "user_recovery_codes_not_found");
    expect((await ask(userId, "PATCH", "/recovery-codes")).status).toBe(201);
  });

  test("are each user's own", async () => {
    const [ann, bob] = [await createUser(), await createUser()];
    const codes = codesOf(await ask(ann, "PATCH", "/recovery-codes"));
    await ask(bob, "PATCH", "/recovery-codes");
    await ask(bob, "PUT", "/recovery-codes");
    expect(codesOf(await ask(ann, "GET", "/recovery-codes"))).toEqual(codes);
  });
});

describe("DELETE authenticators/{type}", () => {
  test.each(["totp", "TOTP", "Totp"])("removes an unverified app, named %s", async (type) => {
    const { caller, userId } = await someone();
    await newApp(caller);
    const { status, text, type: contentType } = await ask(userId, "DELETE", `/authenticators/${type}`);
    expect({ status, text, contentType }).toEqual({ status: 204, text: "", contentType: "text/html; charset=UTF-8" });
    expectRefusal(await ask(userId, "DELETE", `/authenticators/${type}`), "user_authenticator_not_found");
    expect((await logOf(userId)).at(-1)).toEqual({ event: "user.update", actor: "key" });
  });

  test("removes a verified app, with the recovery codes where it is the last factor, and keeps the flag", async () => {
    const { caller, userId } = await someone();
    await enrol(caller);
    await ask(userId, "PATCH", "", { body: { mfa: true } });
    await ask(userId, "PATCH", "/recovery-codes");
    expect((await ask(userId, "DELETE", "/authenticators/totp")).status).toBe(204);
    expect((await ask(userId, "GET", "/factors")).body).toEqual(none);
    expect((await readUser(userId))["mfa"]).toBe(true);
    expectRefusal(await ask(userId, "GET", "/recovery-codes"), "user_recovery_codes_not_found");
  });

  test("takes only the user's own", async () => {
    const [ann, bob] = [await someone(), await someone()];
    await enrol(ann.caller);
    expectRefusal(await ask(bob.userId, "DELETE", "/authenticators/totp"), "user_authenticator_not_found");
    expect((await ask(ann.userId, "GET", "/factors")).body).toEqual({ ...none, totp: true });
  });

  test("leaves no trace where there is none", async () => {
    const userId = await createUser();
    const before = await state();
    expectRefusal(await ask(userId, "DELETE", "/authenticators/totp"), "user_authenticator_not_found");
    expect(await state()).toEqual(before);
  });

  test.each(["sms", "totp2", "%20totp"])("refuses the type %s before it looks for the user", async (type) => {
    expectInvalid(await ask("nonexistent", "DELETE", `/authenticators/${type}`), "type");
  });
});

describe("GET challenges/{challengeId}", () => {
  test("shows a challenge of the custom factor with its code, which answers it", async () => {
    await setFactors({ custom: true });
    const { caller, userId } = await someone();
    const challengeId = await challenge(caller, "custom");
    setClock(1_000);
    const { body, status } = await readChallenge(userId, challengeId);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        $id: challengeId,
        $createdAt: dateAt(noon),
        userId,
        expire: dateAt(noon + 3_600_000),
        code: expect.stringMatching(/^\d{6}$/),
      },
    });
    expect((await readChallenge(userId, challengeId)).body).toEqual(body);
    expect((await answer(caller, challengeId, String(body["code"]))).status).toBe(200);
    expectRefusal(await readChallenge(userId, challengeId), "user_invalid_token");
  });

  test("shows it to keys only", async () => {
    await setFactors({ custom: true });
    const { caller, userId } = await someone();
    const challengeId = await challenge(caller, "custom");
    expectRefusal(await readChallenge(userId, challengeId, caller), "general_unauthorized_scope");
  });

  test("refuses another user's, an unknown one, and any of an unknown user", async () => {
    await setFactors({ custom: true });
    const [ann, bob] = [await someone(), await someone()];
    const challengeId = await challenge(ann.caller, "custom");
    expectRefusal(await readChallenge(bob.userId, challengeId), "user_invalid_token");
    expectRefusal(await readChallenge(ann.userId, "nonexistent"), "user_invalid_token");
    expectRefusal(await readChallenge("nonexistent", challengeId), "user_not_found");
    expectInvalid(await readChallenge(ann.userId, "x".repeat(257)), "challengeId");
  });

  test.each(["totp", "recoveryCode"])("refuses one of the factor %s", async (factor) => {
    const { caller, userId } = await someone();
    expectRefusal(await readChallenge(userId, await challenge(caller, factor)), "user_invalid_token");
  });

  test("refuses one when its hour is over", async () => {
    await setFactors({ custom: true });
    const { caller, userId } = await someone();
    const challengeId = await challenge(caller, "custom");
    setClock(3_599_999);
    expect((await readChallenge(userId, challengeId)).status).toBe(200);
    setClock(3_600_000);
    expectRefusal(await readChallenge(userId, challengeId), "user_invalid_token");
  });

  test("makes codes of six digits that differ", async () => {
    await setFactors({ custom: true });
    const { caller, userId } = await someone();
    const codes: string[] = [];
    for (let i = 0; i < 5; i++) codes.push(await codeOf(userId, await challenge(caller, "custom")));
    expect(new Set(codes).size).toBeGreaterThanOrEqual(4);
  });
});

test("A wrong password of an app changes nothing for the server", async () => {
  const { caller, userId } = await someone();
  const secret = await enrol(caller);
  await meetChallenge(caller);
  const wrong = notThe(otpAt(secret, noon));
  expectRefusal(await answer(caller, await challenge(caller, "totp"), wrong), "user_invalid_token");
  expect((await ask(userId, "GET", "/factors")).body).toEqual({ ...none, totp: true });
});
