/**
 * The attacker writes the victim's email into an account at a provider that does not vouch for it, and links that account to
 * their own. The victim, who comes later, must not sign in to the attacker's account, and must be able to get their own.
 */
import { describe, expect, test } from "vitest";
import { asGuest, signUp, url } from "../account/holders.ts";
import { codeTo, secretTo } from "../account/messages.ts";
import { cookieOf, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { createUser, fresh, readUser } from "../harness/users.ts";
import { account, identitiesOf, leadsTo, sessionIn, signIn, success, withGitHub } from "../oauth2-flow/people.ts";

withGitHub();

let ids = 70_000;

/** Links an identity with the victim's email to the attacker's account. */
async function attack() {
  const victimsEmail = `${fresh("victim")}@psg.fr`;
  const attacker = await signUp();
  const session = attacker.session.headers?.["x-appwrite-session"] ?? "";
  const uid = ++ids;
  const answer = await signIn({ id: uid, email: victimsEmail, isVerified: false }, { session });
  expect(leadsTo(answer).href).toBe(success);
  expect(await identitiesOf(uid)).toMatchObject([{ provider_email: victimsEmail, user_id: attacker.userId }]);
  return { attacker, victimsEmail, uid };
}

describe("an identity with the victim's email", () => {
  test("leads the victim's sign-in with a provider to an account of their own", async () => {
    const { attacker, victimsEmail } = await attack();
    const victim = await account(sessionIn(await signIn({ id: ++ids, email: victimsEmail })));
    expect(victim).toMatchObject({ email: victimsEmail, emailVerification: true });
    expect(victim["$id"]).not.toBe(attacker.userId);
    expect(await readUser(attacker.userId)).toMatchObject({ email: attacker.email });
  });

  test("leaves the victim free to sign up", async () => {
    const { victimsEmail } = await attack();
    expect(await readUser((await signUp(victimsEmail)).userId)).toMatchObject({ email: victimsEmail });
  });

  test("leaves the victim free to sign in by a link or a code", async () => {
    const [byLink, byCode] = [await attack(), await attack()];
    await succeed(asGuest("POST", "/tokens/magic-url", { userId: fresh(), email: byLink.victimsEmail, url }), 201);
    const link = await succeed(asGuest("PUT", "/sessions/magic-url", await secretTo(byLink.victimsEmail)), 201);
    const { body } = await succeed(
      asGuest("POST", "/tokens/email", { userId: fresh(), email: byCode.victimsEmail }),
      201,
    );
    const redeemed = { userId: body["userId"], secret: await codeTo(byCode.victimsEmail) };
    const code = await succeed(asGuest("POST", "/sessions/token", redeemed), 201);
    expect(await account(cookieOf(link))).toMatchObject({ email: byLink.victimsEmail });
    expect(await account(cookieOf(code))).toMatchObject({ email: byCode.victimsEmail });
    expect([link.body["userId"], code.body["userId"]]).not.toContain(byLink.attacker.userId);
    expect([link.body["userId"], code.body["userId"]]).not.toContain(byCode.attacker.userId);
  });

  test("leaves the victim free to move there, and a server to create or move a user", async () => {
    const [own, moved, made] = [await attack(), await attack(), await attack()];
    const victim = await signUp();
    const body = { email: own.victimsEmail, password: victim.password };
    expect((await call("PATCH", "/account/email", { ...victim.session, body })).status).toBe(200);
    const userId = await createUser();
    const asked = await call("PATCH", `/users/${userId}/email`, { body: { email: moved.victimsEmail } });
    expect(asked.status).toBe(200);
    expect(await readUser(await createUser({ email: made.victimsEmail }))).toMatchObject({ email: made.victimsEmail });
  });

  test("still signs the attacker in to their own account, by the provider's id, though another user has the email", async () => {
    const { attacker, uid, victimsEmail } = await attack();
    await signUp(victimsEmail);
    const again = await account(sessionIn(await signIn({ id: uid, email: victimsEmail, isVerified: false })));
    expect(again).toMatchObject({ $id: attacker.userId, email: attacker.email });
  });
});

test("an account that has moved to another email does not open to the next owner of the one before", async () => {
  const before = `${fresh("before")}@psg.fr`;
  const first = await account(sessionIn(await signIn({ id: ++ids, email: before })));
  const body = { email: `${fresh("after")}@psg.fr` };
  await succeed(call("PATCH", `/users/${String(first["$id"])}/email`, { body }), 200);
  const next = await account(sessionIn(await signIn({ id: ++ids, email: before })));
  expect(next).toMatchObject({ email: before, emailVerification: true });
  expect(next["$id"]).not.toBe(first["$id"]);
});

test("a provider that vouches for an email still links to the account that has signed up with it", async () => {
  const holder = await signUp();
  const linked = await account(sessionIn(await signIn({ id: ++ids, email: holder.email })));
  expect(linked).toMatchObject({ $id: holder.userId, emailVerification: true });
});
