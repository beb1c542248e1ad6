/**
 * The attacker signs up with the victim's email, and lets the server do everything that a key can do to the account. A key
 * vouches only for the address that it sets: the victim's email stays unproven.
 */
import { describe, expect, test } from "vitest";
import { endpoints } from "../../src/app.ts";
import { ownerOf, stateOf } from "../addresses/accounts.ts";
import { asGuest, newPhone, password, proofs, signInWith, signUp, status, url } from "../account/holders.ts";
import { codeTo, countTo } from "../account/messages.ts";
import { bearing, beginSession, succeed } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { createUser, fresh, readUser } from "../harness/users.ts";

type Write = readonly [id: string, method: string, path: string, body: () => object];

/** Every call of a key that writes a user without the email. */
const writes: readonly Write[] = [
  ["usersUpdatePhone", "PATCH", "/phone", () => ({ number: newPhone() })],
  ["usersUpdatePhoneVerification", "PATCH", "/verification/phone", () => ({ phoneVerification: false })],
  ["usersUpdateName", "PATCH", "/name", () => ({ name: "Eve" })],
  ["usersUpdatePassword", "PATCH", "/password", () => ({ password })],
  ["usersUpdateLabels", "PUT", "/labels", () => ({ labels: ["vip"] })],
  ["usersUpdatePrefs", "PATCH", "/prefs", () => ({ prefs: { theme: "dark" } })],
  ["usersUpdateStatus", "PATCH", "/status", () => ({ status: true })],
  ["usersUpdateMfa", "PATCH", "/mfa", () => ({ mfa: false })],
  ["usersUpdateImpersonator", "PATCH", "/impersonator", () => ({ impersonator: false })],
  ["usersCreateJWT", "POST", "/jwts", () => ({})],
  ["usersCreateSession", "POST", "/sessions", () => ({})],
  ["usersCreateToken", "POST", "/tokens", () => ({})],
  ["usersCreateTarget", "POST", "/targets", () => ({ targetId: fresh(), providerType: "push", identifier: fresh() })],
  ["usersCreateMfaRecoveryCodes", "PATCH", "/mfa/recovery-codes", () => ({})],
];

test.each(writes)("%s leaves the victim's email the attacker's word", async (_, method, path, body) => {
  const attacker = await signUp();
  const answer = await call(method, `/users/${attacker.userId}${path}`, { body: body() });
  expect(answer.status, answer.text).toBeLessThan(300);
  expect(await stateOf(attacker.userId, "email")).toBe("W");
});

test("every call that changes one user is tried here, names the email, or takes something away", () => {
  const changing = endpoints
    .filter(({ method, path }) => method !== "GET" && path.startsWith("/users/{userId}/"))
    .map(({ id }) => id);
  const named = ["usersUpdateEmail", "usersUpdateEmailVerification"];
  const tried = new Set([
    ...writes.map(([id]) => id),
    ...named,
    "usersUpdateMfaRecoveryCodes",
    "usersUpdateTarget",
    "usersVerifyPassword",
  ]);
  expect(changing.filter((id) => !tried.has(id) && !id.startsWith("usersDelete"))).toEqual([]);
});

describe("a phone that a key sets beside the victim's email", () => {
  const sessions = proofs.filter(([what]) => what !== "a recovery");

  test.each(sessions)("stays with the attacker, and the victim who follows %s has an account", async (_, prove) => {
    const attacker = await signUp();
    await succeed(call("PATCH", `/users/${attacker.userId}/phone`, { body: { number: newPhone() } }), 200);
    const victim: CallOptions | null = await prove(attacker.email);
    expect(await ownerOf("email", attacker.email)).not.toBe(attacker.userId);
    expect(await status(attacker.session)).toBe(200);
    expect((await signInWith(attacker)).status).toBe(401);
    expect(await status(victim ?? {})).toBe(200);
    expect(await readUser(attacker.userId)).toMatchObject({ email: "" });
  });

  test("takes no recovery to the victim's email", async () => {
    const attacker = await signUp();
    await succeed(call("PATCH", `/users/${attacker.userId}/phone`, { body: { number: newPhone() } }), 200);
    await succeed(asGuest("POST", "/recovery", { email: attacker.email, url }), 201);
    expect(await countTo(attacker.email)).toBe(0);
  });
});

test("an email that a key sets beside the victim's phone does not open to the victim's code", async () => {
  const [attacker, phone] = [await signUp(), newPhone()];
  const { session, userId } = attacker;
  await succeed(call("PATCH", "/account/phone", { ...session, body: { phone, password } }), 200);
  await succeed(call("PATCH", `/users/${userId}/email`, { body: { email: `${fresh("attacker")}@psg.fr` } }), 200);
  const { body } = await succeed(asGuest("POST", "/tokens/phone", { userId: fresh(), phone }), 201);
  const redeemed = { userId: body["userId"], secret: await codeTo(phone) };
  await succeed(asGuest("POST", "/sessions/token", redeemed), 201);
  expect(await ownerOf("phone", phone)).not.toBe(userId);
  expect(await readUser(userId)).toMatchObject({ phone: "" });
});

describe("a key still vouches", () => {
  test("for the address that it sets", async () => {
    const { session, userId } = await signUp();
    const email = `${fresh("vouched")}@psg.fr`;
    await succeed(call("PATCH", `/users/${userId}/email`, { body: { email } }), 200);
    expect(await stateOf(userId, "email")).toBe("K");
    await proofs[0]?.[1](email);
    expect(await status(session)).toBe(200);
  });

  test("for both addresses, of which no user has given one", async () => {
    const userId = await createUser({ email: `${fresh("made")}@psg.fr` });
    await succeed(call("PATCH", `/users/${userId}/phone`, { body: { number: newPhone() } }), 200);
    expect([await stateOf(userId, "email"), await stateOf(userId, "phone")]).toEqual(["K", "K"]);
    const session = bearing((await beginSession(userId)).secret);
    await proofs[0]?.[1](String((await readUser(userId))["email"]));
    expect(await status(session)).toBe(200);
  });

  test("for a verified address that it marks as unverified, whose codes and links end", async () => {
    const [made, typed] = [await createUser({ email: `${fresh("made")}@psg.fr` }), await signUp()];
    const say = (userId: string, emailVerification: boolean) =>
      succeed(call("PATCH", `/users/${userId}/verification`, { body: { emailVerification } }), 200);
    for (const isVerified of [true, false]) await say(made, isVerified);
    await say(typed.userId, false);
    expect([await stateOf(made, "email"), await stateOf(typed.userId, "email")]).toEqual(["K", "W"]);
    const { body } = await succeed(asGuest("POST", "/tokens/email", { userId: fresh(), email: typed.email }), 201);
    const redeemed = { userId: body["userId"], secret: await codeTo(typed.email) };
    await say(typed.userId, false);
    expect((await asGuest("POST", "/sessions/token", redeemed)).status).toBe(401);
  });
});
