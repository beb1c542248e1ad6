/** The effects of the policy mfa-factors (docs/spec/project.md#policy-effects). */
import { afterEach, describe, expect, test } from "vitest";
import { bearing, beginSession, succeed } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";
import { resetSettings, setPolicy } from "./policies.ts";

afterEach(resetSettings);

let phones = 0;

interface Member {
  readonly userId: string;
  readonly caller: CallOptions;
}

/** A user with a session, whose email and phone are verified. */
async function createMember(): Promise<Member> {
  const fields = { email: `${fresh()}@mail.example`, phone: `+1415555${2000 + ++phones}` };
  const userId = await createUser(fields);
  await succeed(call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: true } }), 200);
  await succeed(call("PATCH", `/users/${userId}/verification/phone`, { body: { phoneVerification: true } }), 200);
  return { userId, caller: bearing((await beginSession(userId)).secret) };
}

/** Gives a user an app, verified as by its first password. */
async function enrol({ caller, userId }: Member): Promise<void> {
  await succeed(call("POST", "/account/mfa/authenticators/totp", caller), 200);
  await rows("UPDATE authenticators SET verified = 1 WHERE user_seq = (SELECT seq FROM users WHERE id = ?)", userId);
}

/** The factors of a user, which the user and servers see alike, except recovery codes, which servers do not see. */
async function factorsOf({ caller, userId }: Member): Promise<unknown> {
  const { body } = await succeed(call("GET", "/account/mfa/factors", caller), 200);
  const byServer = await succeed(call("GET", `/users/${userId}/mfa/factors`), 200);
  expect(byServer.body).toEqual({ ...body, recoveryCode: false });
  return body;
}

const challenge = ({ caller }: Member, factor: string) =>
  call("POST", "/account/mfa/challenges", { ...caller, body: { factor } });

const answer = ({ caller }: Member, challengeId: unknown, otp: unknown) =>
  call("PUT", "/account/mfa/challenges", { ...caller, body: { challengeId, otp } });

/** The code of a challenge of the custom factor, as a server gets it. */
async function codeOf({ userId }: Member, challengeId: unknown): Promise<unknown> {
  return (await succeed(call("GET", `/users/${userId}/mfa/challenges/${String(challengeId)}`), 200)).body["code"];
}

const all = { totp: true, email: true, phone: true, recoveryCode: true, custom: true };

describe("the factors of a user", () => {
  test("are those that the user has; the custom one is off at first, and for everybody once it is on", async () => {
    const [member, other] = [await createMember(), await createUser()];
    const none = { totp: false, email: false, phone: false, recoveryCode: false, custom: false };
    expect(await factorsOf(member)).toEqual({ ...none, email: true, phone: true });
    await enrol(member);
    await succeed(call("POST", "/account/mfa/recovery-codes", member.caller), 201);
    expect(await factorsOf(member)).toEqual({ ...all, custom: false });
    await setPolicy("mfa-factors", { custom: true });
    expect(await factorsOf(member)).toEqual(all);
    expect((await call("GET", `/users/${other}/mfa/factors`)).body).toEqual({ ...none, custom: true });
  });

  test.each(["totp", "email", "phone", "custom"])(
    "lack %s where it is off, and have it again later",
    async (factor) => {
      const member = await createMember();
      await enrol(member);
      await succeed(call("POST", "/account/mfa/recovery-codes", member.caller), 201);
      await setPolicy("mfa-factors", { custom: true });
      await setPolicy("mfa-factors", { [factor]: false });
      expect(await factorsOf(member)).toEqual({ ...all, [factor]: false });
      await setPolicy("mfa-factors", { [factor]: true });
      expect(await factorsOf(member)).toEqual(all);
    },
  );

  test("keep recovery codes, which cannot be switched off", async () => {
    const member = await createMember();
    await succeed(call("POST", "/account/mfa/recovery-codes", member.caller), 201);
    await setPolicy("mfa-factors", { totp: false, email: false, phone: false, custom: false, recoveryCode: false });
    expect(await factorsOf(member)).toEqual({
      totp: false,
      email: false,
      phone: false,
      recoveryCode: true,
      custom: false,
    });
    await succeed(challenge(member, "recoveryCode"), 201);
  });
});

describe("a challenge", () => {
  test.each(["totp", "email", "phone", "custom"])("is refused for %s while it is off", async (factor) => {
    const member = await createMember();
    await setPolicy("mfa-factors", { totp: true, email: true, phone: true, custom: true, [factor]: false });
    expectRefusal(await challenge(member, factor), "user_auth_method_unsupported");
    const older = await call("POST", "/account/mfa/challenge", { ...member.caller, body: { factor } });
    expectRefusal(older, "user_auth_method_unsupported");
    expect(await rows("SELECT count(*) AS n FROM challenges WHERE factor = ?", factor)).toEqual([{ n: 0 }]);
  });

  test("is not refused for the others", async () => {
    const member = await createMember();
    await setPolicy("mfa-factors", { email: false, custom: true });
    for (const factor of ["totp", "custom", "recoveryCode"]) await succeed(challenge(member, factor), 201);
    await succeed(challenge(member, "phone"), 201);
    expectRefusal(await challenge(member, "email"), "user_auth_method_unsupported");
    await setPolicy("mfa-factors", { email: true });
    await succeed(challenge(member, "email"), 201);
  });

  test("of the custom factor is completed with its code", async () => {
    const member = await createMember();
    await setPolicy("mfa-factors", { custom: true });
    const { body } = await succeed(challenge(member, "custom"), 201);
    const session = await succeed(answer(member, body["$id"], await codeOf(member, body["$id"])), 200);
    expect(session.body["factors"]).toEqual(["server", "custom"]);
  });

  test("that is pending is refused while its factor is off, which costs a try, and is accepted once it is on again", async () => {
    const member = await createMember();
    await setPolicy("mfa-factors", { custom: true });
    const id = (await succeed(challenge(member, "custom"), 201)).body["$id"];
    const code = await codeOf(member, id);
    await setPolicy("mfa-factors", { custom: false });
    for (const otp of [code, "wrong"]) expectRefusal(await answer(member, id, otp), "user_auth_method_unsupported");
    expect(await rows("SELECT tries FROM challenges WHERE id = ?", String(id))).toEqual([{ tries: 2 }]);
    await setPolicy("mfa-factors", { custom: true });
    await succeed(answer(member, id, code), 200);
  });

  test.each(["totp", "email", "phone"])("of %s that is pending is refused once its factor is off", async (factor) => {
    const member = await createMember();
    const id = (await succeed(challenge(member, "totp"), 201)).body["$id"];
    await rows("UPDATE challenges SET factor = ? WHERE id = ?", factor, String(id));
    expectRefusal(await answer(member, id, "123456"), "user_invalid_token");
    await setPolicy("mfa-factors", { [factor]: false });
    expectRefusal(await answer(member, id, "123456"), "user_auth_method_unsupported");
  });
});
