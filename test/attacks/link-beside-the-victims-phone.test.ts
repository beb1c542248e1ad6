/**
 * The attacker gives an anonymous account the victim's phone, and links a provider that vouches for an email of the
 * attacker's. The provider vouches for that email alone: when the victim proves the phone, the attacker is out.
 */
import { expect, test } from "vitest";
import { asGuest, newPhone, password, status, stored } from "../account/holders.ts";
import { codeTo } from "../account/messages.ts";
import { bearing, cookieOf, guest, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { fresh, readUser } from "../harness/users.ts";
import { leadsTo, sessionIn, signIn, success, withGitHub } from "../oauth2-flow/people.ts";

withGitHub();

let ids = 80_000;

/** Begins an anonymous account with a phone. */
async function begin(phone: string) {
  const value = cookieOf(await succeed(call("POST", "/account/sessions/anonymous", guest()), 201));
  await succeed(call("PATCH", "/account/phone", { ...bearing(value), body: { phone, password } }), 200);
  return { value, userId: String((await call("GET", "/account", bearing(value))).body["$id"]) };
}

/** Links a provider that vouches for an email. @returns the session that follows */
async function link(session: string) {
  const answer = await signIn({ id: ++ids, email: `${fresh("attacker")}@psg.fr` }, { session });
  expect(leadsTo(answer).href).toBe(success);
  return bearing(sessionIn(answer));
}

const setByKey = (userId: string, contact: "email" | "phone", body: object) =>
  succeed(call("PATCH", `/users/${userId}/${contact}`, { body }), 200);

test("an email that a provider vouches for goes with the attacker when the victim enters a code", async () => {
  const phone = newPhone();
  const { userId, value } = await begin(phone);
  const session = await link(value);
  await setByKey(userId, "email", { email: `${fresh("other")}@psg.fr` });
  await succeed(asGuest("POST", "/tokens/phone", { userId: fresh(), phone }), 201);
  const redeemed = { userId, secret: await codeTo(phone) };
  const victim = cookieOf(await succeed(asGuest("POST", "/sessions/token", redeemed), 201));
  expect(await status(bearing(victim))).toBe(200);
  expect(await status(session)).toBe(401);
  expect(await readUser(userId)).toMatchObject({ email: "", phone, phoneVerification: true });
});

test("an email that a provider vouches for, as the one address of an account, is no claim", async () => {
  const { userId, value } = await begin(newPhone());
  await setByKey(userId, "phone", { number: "" });
  expect(await stored(userId)).toMatchObject({ claimed: 1 });
  await link(value);
  expect(await stored(userId)).toMatchObject({ claimed: 0 });
});
