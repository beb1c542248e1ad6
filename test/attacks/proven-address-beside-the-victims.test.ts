/**
 * The attacker proves an address of their own, and then adds the victim's address to the same account. The victim proves it
 * later, and must get a separate account.
 */
import { describe, expect, test } from "vitest";
import { ownerOf } from "../addresses/accounts.ts";
import {
  asGuest,
  newPhone,
  password,
  proofs,
  signInWith,
  signUp,
  signUpVerified,
  signUpWithPhone,
  status,
  url,
} from "../account/holders.ts";
import { codeTo, countTo } from "../account/messages.ts";
import { bearing, cookieOf, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { fresh, readUser } from "../harness/users.ts";
import { account } from "../oauth2-flow/people.ts";

/** An attacker with a proven phone, whose account has the victim's email. */
async function writeEmail() {
  const attacker = await signUpWithPhone();
  const email = `${fresh("victim")}@psg.fr`;
  await succeed(call("PATCH", "/account/email", { ...attacker.session, body: { email, password } }), 200);
  return { ...attacker, email };
}

describe("the victim's email beside the attacker's proven phone", () => {
  const byLinks = proofs.filter(([what]) => what !== "a recovery");

  test.each(byLinks)("goes to an account of the victim's, who follows %s", async (_, prove) => {
    const attacker = await writeEmail();
    const victim = await prove(attacker.email);
    const { body } = await call("GET", "/account", victim ?? {});
    expect(body).toMatchObject({ email: attacker.email, emailVerification: true, phone: "" });
    expect(body["$id"]).not.toBe(attacker.userId);
    expect(await readUser(attacker.userId)).toMatchObject({ email: "", phoneVerification: true });
    expect((await signInWith(attacker)).status).toBe(401);
    expect(await status(attacker.session)).toBe(200);
  });

  test("is sent no recovery, which would set the password of the attacker's account", async () => {
    const attacker = await writeEmail();
    const before = await countTo(attacker.email);
    await succeed(asGuest("POST", "/recovery", { email: attacker.email, url }), 201);
    expect(await countTo(attacker.email)).toBe(before);
  });
});

test("the victim's phone beside the attacker's proven email goes to an account of the victim's", async () => {
  const attacker = await signUpVerified();
  const phone = newPhone();
  await succeed(call("PATCH", "/account/phone", { ...attacker.session, body: { phone, password } }), 200);
  const { body } = await succeed(asGuest("POST", "/tokens/phone", { userId: fresh(), phone }), 201);
  const redeemed = { userId: body["userId"], secret: await codeTo(phone) };
  const victim = cookieOf(await succeed(asGuest("PUT", "/sessions/phone", redeemed), 201));
  expect(await account(victim)).toMatchObject({ phone, phoneVerification: true, email: "" });
  expect(await ownerOf("phone", phone)).not.toBe(attacker.userId);
  expect(await status(bearing(victim))).toBe(200);
  expect(await readUser(attacker.userId)).toMatchObject({ phone: "", emailVerification: true });
});

test("an address that was proven and then replaced does not count: an account without another proof is cleared", async () => {
  const attacker = await signUpVerified();
  const email = `${fresh("victim")}@psg.fr`;
  await succeed(call("PATCH", "/account/email", { ...attacker.session, body: { email, password } }), 200);
  await proofs[0]?.[1](email);
  expect(await status(attacker.session)).toBe(401);
  expect(await readUser(attacker.userId)).toMatchObject({ email, emailVerification: true });
});

test("a sign-up with an address that another account has only typed is refused: it takes a proof", async () => {
  const attacker = await writeEmail();
  const body = { userId: fresh(), email: attacker.email, password };
  expect((await asGuest("POST", "", body)).status).toBe(409);
  const other = await signUp();
  const moved = { email: attacker.email, password: other.password };
  expect((await call("PATCH", "/account/email", { ...other.session, body: moved })).status).toBe(409);
});
