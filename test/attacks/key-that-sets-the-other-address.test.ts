/**
 * The attacker signs up with the victim's email and a password, and has the server set a phone of the attacker's. The key
 * vouches for the phone alone: when the victim proves the email, the attacker is out.
 */
import { describe, expect, test } from "vitest";
import { asGuest, countOf, newPhone, proofs, signInWith, signUp, status, stored } from "../account/holders.ts";
import { codeTo } from "../account/messages.ts";
import { bearing, beginSession, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { createUser, fresh, readUser } from "../harness/users.ts";

const setPhone = (userId: string, number: string) =>
  succeed(call("PATCH", `/users/${userId}/phone`, { body: { number } }), 200);
const setEmail = (userId: string, email: string) =>
  succeed(call("PATCH", `/users/${userId}/email`, { body: { email } }), 200);

describe("a phone that a key sets beside the victim's email", () => {
  test.each(proofs)("goes with the attacker when the victim follows %s", async (_, prove) => {
    const attacker = await signUp();
    await setPhone(attacker.userId, newPhone());
    const victim = await prove(attacker.email);
    expect(await status(attacker.session)).toBe(401);
    expect((await signInWith(attacker)).status).toBe(401);
    expect(await readUser(attacker.userId)).toMatchObject({ emailVerification: true, phone: "" });
    expect(await countOf("targets", attacker.userId)).toBe(1);
    if (victim !== null) expect(await status(victim)).toBe(200);
  });

  test("goes also after it was set twice, and taken away", async () => {
    const attacker = await signUp();
    for (const number of [newPhone(), "", newPhone()]) await setPhone(attacker.userId, number);
    expect(await stored(attacker.userId)).toMatchObject({ claimed: 1 });
  });
});

test("an email that a key sets beside the victim's phone goes with the attacker when the victim enters a code", async () => {
  const [attacker, phone] = [await signUp(), newPhone()];
  const { password, session, userId } = attacker;
  await succeed(call("PATCH", "/account/phone", { ...session, body: { phone, password } }), 200);
  await setEmail(userId, `${fresh("attacker")}@psg.fr`);
  await succeed(asGuest("POST", "/tokens/phone", { userId: fresh(), phone }), 201);
  await succeed(asGuest("POST", "/sessions/token", { userId, secret: await codeTo(phone) }), 201);
  expect(await status(session)).toBe(401);
  expect(await readUser(userId)).toMatchObject({ email: "", phone, phoneVerification: true });
});

describe("a key still vouches", () => {
  test("for the one address that an account has", async () => {
    const { session, userId } = await signUp();
    const email = `${fresh("vouched")}@psg.fr`;
    await setEmail(userId, email);
    expect(await stored(userId)).toMatchObject({ claimed: 0 });
    await proofs[0]?.[1](email);
    expect(await status(session)).toBe(200);
  });

  test("for both addresses, of which no user has given one", async () => {
    const userId = await createUser({ email: `${fresh("made")}@psg.fr` });
    await setPhone(userId, newPhone());
    expect(await stored(userId)).toMatchObject({ claimed: 0 });
    const session = bearing((await beginSession(userId)).secret);
    await proofs[0]?.[1](String((await readUser(userId))["email"]));
    expect(await status(session)).toBe(200);
  });
});
