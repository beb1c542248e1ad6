/**
 * The attacker adds the victim's phone to an anonymous account, and links a provider that vouches for the attacker's email.
 * The provider vouches only for that email: the victim who proves the phone does not share the account.
 */
import { expect, test } from "vitest";
import { ownerOf, stateOf } from "../addresses/accounts.ts";
import { asGuest, newPhone, password, status } from "../account/holders.ts";
import { codeTo } from "../account/messages.ts";
import { bearing, cookieOf, guest, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { fresh, readUser } from "../harness/users.ts";
import { leadsTo, sessionIn, signIn, success, withGitHub } from "../oauth2-flow/people.ts";

withGitHub();

let ids = 80_000;

test("the victim's phone goes to an account of the victim's", async () => {
  const phone = newPhone();
  const begun = bearing(cookieOf(await succeed(call("POST", "/account/sessions/anonymous", guest()), 201)));
  await succeed(call("PATCH", "/account/phone", { ...begun, body: { phone, password } }), 200);
  const attacker = String((await call("GET", "/account", begun)).body["$id"]);
  const session = begun.headers?.["x-appwrite-session"] ?? "";
  const answer = await signIn({ id: ++ids, email: `${fresh("attacker")}@psg.fr` }, { session });
  expect(leadsTo(answer).href).toBe(success);
  const linked = bearing(sessionIn(answer));
  expect([await stateOf(attacker, "email"), await stateOf(attacker, "phone")]).toEqual(["P", "W"]);

  const { body } = await succeed(asGuest("POST", "/tokens/phone", { userId: fresh(), phone }), 201);
  const redeemed = { userId: body["userId"], secret: await codeTo(phone) };
  const victim = cookieOf(await succeed(asGuest("POST", "/sessions/token", redeemed), 201));
  expect(await status(bearing(victim))).toBe(200);
  expect(await ownerOf("phone", phone)).not.toBe(attacker);
  expect(await status(linked)).toBe(200);
  expect(await readUser(attacker)).toMatchObject({ phone: "", emailVerification: true });
});
