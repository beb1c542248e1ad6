/**
 * The attacker has a JWT of the victim's: a function or another server that the victim's app calls was given it. It serves
 * ordinary requests until it ends, and must not become a lasting way in.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "../../src/app.ts";
import { bearing, beginSession, createJwt, createPerson, type Person, withJwt } from "../harness/account.ts";
import { meetChallenge } from "../harness/cases/needs.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser, readUser } from "../harness/users.ts";

/** Each request that would keep the attacker in, lock the victim out, or show what guards the account. */
const attacks: readonly (readonly [id: string, method: string, path: string, body: object])[] = [
  ["accountUpdateMFA", "PATCH", "/mfa", { mfa: false }],
  ["accountCreateMfaAuthenticator", "POST", "/mfa/authenticators/totp", {}],
  ["accountUpdateMfaAuthenticator", "PUT", "/mfa/authenticators/totp", { otp: "123456" }],
  ["accountDeleteMfaAuthenticator", "DELETE", "/mfa/authenticators/totp", {}],
  ["accountCreateMfaRecoveryCodes", "POST", "/mfa/recovery-codes", {}],
  ["accountGetMfaRecoveryCodes", "GET", "/mfa/recovery-codes", {}],
  ["accountUpdateMfaRecoveryCodes", "PATCH", "/mfa/recovery-codes", {}],
  ["accountCreateMfaChallenge", "POST", "/mfa/challenges", { factor: "email" }],
  ["accountUpdateMfaChallenge", "PUT", "/mfa/challenges", { challengeId: "any", otp: "123456" }],
  ["accountUpdatePassword", "PATCH", "/password", { password: "the attacker's own" }],
  ["accountUpdateEmail", "PATCH", "/email", { email: "attacker@mail.example", password: "the attacker's own" }],
  ["accountUpdatePhone", "PATCH", "/phone", { phone: "+4930300001", password: "the attacker's own" }],
  ["accountUpdateStatus", "PATCH", "/status", {}],
  ["accountDelete", "DELETE", "", {}],
];

const send = (method: string, path: string, caller: CallOptions, body: object) =>
  call(method, `/account${path}`, { ...caller, ...(method !== "GET" && { body }) });

/** All that is kept but the counters of attempts. */
const kept = async () => ({ ...(await dump()), rate_limits: [] });

describe("a victim with a password and two factors", () => {
  let victim: Person;
  /** Bound to the victim's session, to none by the server, and made by the victim's own app. */
  let jwts: readonly CallOptions[];

  beforeAll(async () => {
    victim = await createPerson();
    await call("PATCH", `/users/${victim.userId}/verification`, { body: { emailVerification: true } });
    const { id, secret } = await beginSession(victim.userId);
    await meetChallenge(id);
    const { body } = await call("POST", "/account/jwts", { ...bearing(secret), body: {} });
    await call("PATCH", `/users/${victim.userId}/mfa`, { body: { mfa: true } });
    jwts = [await createJwt(victim.userId, id), await createJwt(victim.userId, "none"), String(body["jwt"])].map(
      withJwt,
    );
    // The first access of the day would be noted after its answer.
    for (const jwt of jwts) await call("GET", "/account", jwt);
  });

  test.each(attacks)("refuses %s to a JWT, and changes nothing", async (_, method, path, body) => {
    const before = await kept();
    for (const jwt of jwts) {
      const answer = await send(method, path, jwt, body);
      expectRefusal(answer, "general_resource_blocked");
      expect(answer.status).toBe(403);
    }
    expect(await kept()).toEqual(before);
  });
});

test("a victim without a password is given none by a JWT", async () => {
  const userId = await createUser();
  const jwt = withJwt(await createJwt(userId, "none"));
  for (const [, method, path, body] of attacks.filter(([, , , body]) => "password" in body)) {
    expectRefusal(await send(method, path, jwt, body), "general_resource_blocked");
  }
  expect(await readUser(userId)).toMatchObject({ password: null, email: "", phone: "" });
});

test("a JWT serves what guards nothing: the account, its name, its devices", async () => {
  const jwt = withJwt(await createJwt(await createUser()));
  expect((await send("GET", "", jwt, {})).status).toBe(200);
  expect((await send("PATCH", "/name", jwt, { name: "Ann" })).status).toBe(200);
  expect((await send("POST", "/targets/push", jwt, { targetId: "unique()", identifier: "device" })).status).toBe(201);
  expect((await send("GET", "/mfa/factors", jwt, {})).status).toBe(200);
});

test("every route of the account that refuses impersonators is among the attacks, devices aside", () => {
  const guarded = endpoints
    .filter(({ path, refusesImpersonators }) => refusesImpersonators && path.startsWith("/account"))
    .map(({ id }) => id)
    .filter((id) => !id.endsWith("PushTarget"));
  expect(attacks.map(([id]) => id).toSorted()).toEqual(guarded.toSorted());
});
