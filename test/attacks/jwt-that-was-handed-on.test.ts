/**
 * The attacker has a JWT of the victim, which the app gave to a function or another server. It serves ordinary requests
 * until it expires, and must not give lasting access.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "../../src/app.ts";
import { bearing, beginSession, createJwt, createPerson, type Person, withJwt } from "../harness/account.ts";
import { meetChallenge } from "../harness/cases/needs.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { makeIdentity } from "../harness/identities.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { makeTarget } from "../harness/targets.ts";
import { createUser, fresh, readUser } from "../harness/users.ts";
import { account, sessionIn, signIn, withGitHub } from "../oauth2-flow/people.ts";

withGitHub();

/** Requests that would keep the attacker signed in, lock the victim out, or reveal the account's safeguards. */
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
  ["accountDeleteIdentity", "DELETE", "/identities/any", {}],
  ["accountUpdateSession", "PATCH", "/sessions/any", {}],
];

/** Routes that use no account of the caller: guests may call them, with the route's own secret. */
const forGuests = [
  "accountCreate",
  "accountCreateAnonymousSession",
  "accountCreateEmailPasswordSession",
  "accountCreateEmailToken",
  "accountCreateMagicURLToken",
  "accountCreateOAuth2Session",
  "accountCreateOAuth2Token",
  "accountCreatePhoneToken",
  "accountCreateRecovery",
  "accountCreateSession",
  "accountOAuth2Callback",
  "accountOAuth2Failure",
  "accountOAuth2PostedCallback",
  "accountOAuth2Redirect",
  "accountOAuth2Success",
  "accountRedeemMagicURL",
  "accountShowMagicURL",
  "accountUpdateEmailVerification",
  "accountUpdateMagicURLSession",
  "accountUpdatePhoneSession",
  "accountUpdatePhoneVerification",
  "accountUpdateRecovery",
];

/**
 * Routes that give the attacker nothing beyond the JWT's expiry: reads, without the provider's tokens; a name and
 * preferences; messages to the victim's own addresses; the end of sessions and devices; devices that end with the victim's
 * session; and JWTs, which are refused to a JWT.
 */
const forJwts = [
  "accountCreateEmailVerification",
  "accountCreateJWT",
  "accountCreatePhoneVerification",
  "accountCreatePushTarget",
  "accountDeletePushTarget",
  "accountDeleteSession",
  "accountDeleteSessions",
  "accountGet",
  "accountGetPrefs",
  "accountGetSession",
  "accountListIdentities",
  "accountListLogs",
  "accountListMfaFactors",
  "accountListSessions",
  "accountUpdateName",
  "accountUpdatePrefs",
  "accountUpdatePushTarget",
];

const send = (method: string, path: string, caller: CallOptions, body: object) =>
  call(method, `/account${path}`, { ...caller, ...(method !== "GET" && { body }) });

/** All rows except the attempt counts. */
const kept = async () => ({ ...(await dump()), rate_limits: [] });

describe("a victim with a password and two factors", () => {
  let victim: Person;
  /** JWTs bound to the victim's session, made by the server without a session, and made by the victim's own app. */
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
    // The first access of the day would be recorded after its answer.
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

test("a JWT is served where nothing is guarded: the account, its name, its devices", async () => {
  const userId = await createUser();
  const { id } = await beginSession(userId);
  const jwt = withJwt(await createJwt(userId, id));
  expect((await send("GET", "", jwt, {})).status).toBe(200);
  expect((await send("PATCH", "/name", jwt, { name: "Ann" })).status).toBe(200);
  expect((await send("POST", "/targets/push", jwt, { targetId: "unique()", identifier: "device" })).status).toBe(201);
  expect((await send("GET", "/mfa/factors", jwt, {})).status).toBe(200);
});

test("a JWT neither extends a session nor unlinks an identity", async () => {
  const userId = await createUser();
  const { id } = await beginSession(userId);
  await makeIdentity(userId, { id: "linked" });
  await rows("UPDATE users SET accessed_at = ?", Date.now());
  const before = await kept();
  for (const jwt of [await createJwt(userId, id), await createJwt(userId, "none")].map(withJwt)) {
    expectRefusal(await send("PATCH", `/sessions/${id}`, jwt, {}), "general_resource_blocked");
    expectRefusal(await send("DELETE", "/identities/linked", jwt, {}), "general_resource_blocked");
  }
  expect(await kept()).toEqual(before);
});

test("a JWT reads identities and sessions without the provider's tokens, which the user sees", async () => {
  const begun = sessionIn(await signIn({ id: 90_001, email: `${fresh("victim")}@psg.fr` }));
  const userId = String((await account(begun))["$id"]);
  const [identity, session] = ["/identities", "/sessions"];
  for (const path of [identity, session, "/sessions/current"]) {
    expect((await send("GET", path, bearing(begun), {})).text).toMatch(/"providerAccessToken":"[^"]/);
  }
  const { body } = await call("POST", "/account/jwts", { ...bearing(begun), body: {} });
  for (const jwt of [String(body["jwt"]), await createJwt(userId, "none")].map(withJwt)) {
    for (const path of [identity, session]) {
      const { status, text } = await send("GET", path, jwt, {});
      expect({ status, isShown: /"provider(?:Access|Refresh)Token":"[^"]/.test(text) }).toEqual({
        status: 200,
        isShown: false,
      });
      expect(text).toContain('"providerAccessToken":""');
    }
  }
});

describe("a device of the attacker's", () => {
  const device = (identifier: string) => ({ targetId: "unique()", identifier });

  test("is not added by a JWT without a session, because nothing would end it", async () => {
    const userId = await createUser();
    const jwt = withJwt(await createJwt(userId, "none"));
    expectRefusal(await send("POST", "/targets/push", jwt, device(fresh())), "general_resource_blocked");
    expect((await readUser(userId))["targets"]).toEqual([]);
  });

  test("replaces no device that outlives the JWT's session", async () => {
    const userId = await createUser();
    const [own, other] = [await beginSession(userId), await beginSession(userId)];
    const added = await send("POST", "/targets/push", bearing(other.secret), device(fresh()));
    const made = await makeTarget(userId);
    const [bound, free] = [await createJwt(userId, own.id), await createJwt(userId, "none")].map(withJwt);
    for (const id of [String(added.body["$id"]), made]) {
      const change = (jwt: CallOptions = {}) => send("PUT", `/targets/${id}/push`, jwt, { identifier: fresh() });
      expectRefusal(await change(bound), "user_target_not_found");
      expectRefusal(await change(free), "general_resource_blocked");
    }
    const mine = await send("POST", "/targets/push", bound ?? {}, device(fresh()));
    const path = `/targets/${String(mine.body["$id"])}/push`;
    expect((await send("PUT", path, bound ?? {}, { identifier: fresh() })).status).toBe(200);
  });
});

test("every route of the account is tried here, or listed as harmless", () => {
  const served = endpoints.filter(({ path }) => /^\/account(?:\/|$)/.test(path)).map(({ id }) => id);
  const sorted = [...attacks.map(([id]) => id), ...forGuests, ...forJwts];
  expect(sorted.toSorted()).toEqual(served.toSorted());
});
