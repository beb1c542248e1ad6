/** Accounts without proven addresses, and the owner who proves one (docs/decisions/0010-addresses.md). */
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test } from "vitest";
import { bearing, cookieOf, createJwt, createToken, succeed, withJwt } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { accept, makeTeam, memberOf, sendInvitation } from "../harness/teams.ts";
import { fresh, readUser } from "../harness/users.ts";
import { codesLeft, enrol, makeCodes } from "../mfa/people.ts";
import { resetSettings, setPolicy } from "../policies/policies.ts";
import {
  asGuest,
  countOf,
  enter,
  type Holder,
  moveOn,
  newPhone,
  password,
  proofs,
  signInWith,
  signUp,
  signUpVerified,
  signUpVouched,
  status,
  stored,
  url,
} from "./holders.ts";
import { codeTo, countTo, secretTo } from "./messages.ts";

afterEach(resetSettings);

/** Gives an account every credential that its holder can have. */
async function settle({ session, userId }: Holder) {
  const phone = newPhone();
  await succeed(call("PATCH", "/account/phone", { ...session, body: { phone, password } }), 200);
  const device = { targetId: "unique()", identifier: fresh("device") };
  await succeed(call("POST", "/account/targets/push", { ...session, body: device }), 201);
  const jwt = await createJwt(userId, "none");
  const other = { targetId: "unique()", identifier: fresh("device") };
  const bound = await createJwt(userId);
  await succeed(call("POST", "/account/targets/push", { ...withJwt(bound), body: other }), 201);
  await enrol(session);
  await makeCodes(session);
  await succeed(call("POST", "/account/mfa/challenges", { ...session, body: { factor: "totp" } }), 201);
  await succeed(call("PATCH", "/account/mfa", { ...session, body: { mfa: true } }), 200);
  return { phone, devices: [device.identifier, other.identifier], jwt, token: await createToken(userId) };
}

/** The difference between the totals of lists and the rows. */
const drift = () =>
  rows(`SELECT users - (SELECT count(*) FROM users) AS users,
    email_verification - (SELECT count(*) FROM users WHERE email_verification = 1) AS emails,
    phone_verification - (SELECT count(*) FROM users WHERE phone_verification = 1) AS phones FROM user_totals`);

describe.each(proofs)("The owner of an email that an account has only typed, by %s", (what, prove) => {
  const begun = what === "a recovery" ? 0 : 1;

  test.each([
    ["signed up with it", signUp],
    ["has changed theirs to it", moveOn],
  ])("gets sole access: every credential is revoked of a user who %s", async (_, make) => {
    await setPolicy("session-invalidation", { enabled: false });
    const holder = await make();
    const { devices, jwt, phone, token } = await settle(holder);
    const { email, session, userId } = holder;
    const owner = await prove(email);

    expect(await stored(userId)).toMatchObject({ mfa: 0, email_verification: 1, phone: null });
    expect(await status(session)).toBe(401);
    expect(await status(withJwt(jwt))).toBe(401);
    expectRefusal(await asGuest("POST", "/sessions/token", { userId, secret: token }), "user_invalid_token");
    expectRefusal(await signInWith({ email, password }), "user_invalid_credentials");
    expect(await countOf("sessions", userId)).toBe(begun);
    for (const table of ["tokens", "authenticators", "recovery_codes", "challenges"]) {
      expect({ table, rows: await countOf(table, userId) }).toEqual({ table, rows: 0 });
    }
    expect(await codesLeft(userId)).toEqual([]);
    expect((await readUser(userId))["targets"]).toMatchObject([{ providerType: "email", identifier: email }]);
    const gone = await rows("SELECT id FROM targets WHERE identifier IN (?, ?, ?)", phone, ...devices);
    expect(gone).toEqual([]);
    expect((await call("GET", `/users?search=${encodeURIComponent(phone)}`)).body["total"]).toBe(0);
    expect((await call("GET", `/users?search=${email}`)).body["total"]).toBe(1);
    expect(await drift()).toEqual([{ users: 0, emails: 0, phones: 0 }]);
    if (owner === null) expect((await signInWith({ email, password: "the password of the owner" })).status).toBe(201);
    else expect(await status(owner)).toBe(200);
  });

  test.each([
    ["a server has made", enter],
    ["whose email a server has set", signUpVouched],
    ["whose email its holder has verified", signUpVerified],
  ])("changes nothing of an account %s", async (_, make) => {
    await setPolicy("session-invalidation", { enabled: false });
    const { email, session, userId } = await make();
    await enrol(session);
    await makeCodes(session);
    const before = await stored(userId);
    await prove(email);
    expect(await status(session)).toBe(200);
    expect(await countOf("authenticators", userId)).toBe(1);
    expect(await codesLeft(userId)).toHaveLength(6);
    const after = await stored(userId);
    expect(after).toMatchObject({ email_verification: 1, phone: before?.["phone"] });
    if (what === "a recovery") return;
    expect(after).toEqual({ ...before, email_verification: 1 });
    expect((await signInWith({ email, password })).status).toBe(201);
  });
});

describe("A cleared account", () => {
  const [[, followLink] = []] = proofs;

  test("has no password any more: the owner sets one without the old", async () => {
    const { email, userId } = await signUp();
    const owner = await followLink?.(email);
    expect(await stored(userId)).toEqual({
      password: null,
      hash: "argon2",
      password_update: null,
      password_history: "[]",
      mfa: 0,
      email_verification: 1,
      phone: null,
    });
    const mine = "the password of the owner";
    await succeed(call("PATCH", "/account/password", { ...owner, body: { password: mine } }), 200);
    expect((await signInWith({ email, password: mine })).status).toBe(201);
  });

  test("belongs to the owner: another link keeps it, although a key has marked it as unverified", async () => {
    const { email, userId } = await signUp();
    const owner = await followLink?.(email);
    await call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: false } });
    await followLink?.(email);
    expect(await status(owner ?? {})).toBe(200);
  });

  test("is still found by the digits of the removed phone in the name", async () => {
    const { email, session } = await signUp();
    const phone = newPhone();
    await succeed(call("PATCH", "/account/phone", { ...session, body: { phone, password } }), 200);
    await succeed(call("PATCH", "/account/name", { ...session, body: { name: `Call ${phone}` } }), 200);
    await followLink?.(email);
    expect((await call("GET", `/users?search=${encodeURIComponent(phone)}`)).body["total"]).toBe(1);
  });

  test("has a log row about it, with the owner as the actor", async () => {
    const { email, userId } = await signUp();
    await followLink?.(email);
    const log = await rows(
      "SELECT event, actor_id FROM logs WHERE resource = ? ORDER BY seq DESC LIMIT 3",
      `user/${userId}`,
    );
    expect(log).toEqual([
      { event: "session.delete", actor_id: userId },
      { event: "address.clear", actor_id: userId },
      { event: "session.create", actor_id: userId },
    ]);
  });

  test("forgets the password history from before a recovery", async () => {
    await setPolicy("password-history", { total: 5 });
    const { email, userId } = await signUp();
    await proofs[3]?.[1](email);
    expect(JSON.parse(String((await stored(userId))?.["password_history"]))).toHaveLength(1);
  });
});

describe("The owner of a phone that an account has only typed", () => {
  /** Signs in with a code that was sent to a phone. */
  async function signInByPhone(phone: string) {
    const { body } = await succeed(asGuest("POST", "/tokens/phone", { userId: fresh(), phone }), 201);
    const redeemed = { userId: body["userId"], secret: await codeTo(phone) };
    return bearing(cookieOf(await succeed(asGuest("PUT", "/sessions/phone", redeemed), 201)));
  }

  test("gets sole access: the email is removed, without a message to it", async () => {
    await setPolicy("session-alert", { enabled: true });
    const { email, session, userId } = await signUp();
    const phone = newPhone();
    await succeed(call("PATCH", "/account/phone", { ...session, body: { phone, password } }), 200);
    const owner = await signInByPhone(phone);
    expect(await status(owner)).toBe(200);
    expect(await status(session)).toBe(401);
    expect(await readUser(userId)).toMatchObject({ email: "", phone, phoneVerification: true, emailCanonical: null });
    expect(await countTo(email)).toBe(0);
    expect(await rows("SELECT id FROM targets WHERE identifier = ?", email)).toEqual([]);
    expect((await call("GET", `/users?search=${email}`)).body["total"]).toBe(0);
    expect((await signUp(email)).email).toBe(email);
  });

  test("changes nothing of an account that a server has given it", async () => {
    const { session, userId } = await enter();
    const phone = newPhone();
    await succeed(call("PATCH", `/users/${userId}/phone`, { body: { number: phone } }), 200);
    await signInByPhone(phone);
    expect(await status(session)).toBe(200);
    expect((await stored(userId))?.["password"]).not.toBeNull();
  });
});

describe("Verifying an address in one's own session", () => {
  test("keeps the password and the sessions: the account itself did it", async () => {
    const { email, session } = await signUpVerified();
    expect(await status(session)).toBe(200);
    expect((await signInWith({ email, password })).status).toBe(201);
  });

  test("by an invitation too", async () => {
    const holder = await signUp();
    const teamId = await makeTeam();
    const { caller } = await memberOf(teamId);
    const invited = await sendInvitation(teamId, caller, holder.email);
    await succeed(accept(invited, holder.session), 200);
    expect(await status(holder.session)).toBe(200);
    expect((await signInWith(holder)).status).toBe(201);
    expect(await readUser(holder.userId)).toMatchObject({ emailVerification: true });
  });
});

test("The KV bodies of the stranger's sessions are deleted too", async () => {
  const { email, userId } = await signUp();
  const [session] = await rows("SELECT id FROM sessions WHERE user_seq = (SELECT seq FROM users WHERE id = ?)", userId);
  const name = `session/${String(session?.["id"])}`;
  await env.KV.put(name, "{}");
  await succeed(asGuest("POST", "/tokens/magic-url", { userId: fresh(), email, url }), 201);
  await succeed(asGuest("PUT", "/sessions/magic-url", await secretTo(email)), 201);
  expect(await env.KV.get(name)).toBeNull();
});
