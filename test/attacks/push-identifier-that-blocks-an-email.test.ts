/**
 * The attacker registers the victim's email and phone as the identifiers of devices. The victim would get no targets, and
 * could not set the address.
 */
import { expect, test } from "vitest";
import { bearing, beginSession, guest, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh, readUser } from "../harness/users.ts";
import { newPhone } from "../account/holders.ts";

/** Registers identifiers as devices of a user. */
async function occupy(identifiers: readonly string[]) {
  const { secret } = await beginSession(await createUser());
  const register = (identifier: string) =>
    call("POST", "/account/targets/push", { ...bearing(secret), body: { targetId: fresh("target"), identifier } });
  for (const identifier of identifiers) await succeed(register(identifier), 201);
  return register;
}

const identifiersOf = (userId: string) =>
  rows(
    `SELECT provider_type, identifier FROM targets WHERE user_seq = (SELECT seq FROM users WHERE id = ?) ORDER BY seq`,
    userId,
  );

test("leaves the email and its target to the person who signs up with it", async () => {
  const [email, userId] = [`${fresh("victim")}@mail.example`, fresh()];
  await occupy([email]);
  const body = { userId, email, password: "correct horse battery staple" };
  await succeed(call("POST", "/account", { ...guest(), body }), 201);
  expect(await identifiersOf(userId)).toEqual([{ provider_type: "email", identifier: email }]);
});

test("leaves email and phone to the user who changes to them", async () => {
  const [email, phone] = [`${fresh("victim")}@mail.example`, newPhone()];
  const register = await occupy([email, phone]);
  const password = "correct horse battery staple";
  const userId = await createUser({ password, email: `${fresh("before")}@mail.example`, phone: newPhone() });
  const { secret } = await beginSession(userId);
  await succeed(call("PATCH", "/account/email", { ...bearing(secret), body: { email, password } }), 200);
  await succeed(call("PATCH", "/account/phone", { ...bearing(secret), body: { phone, password } }), 200);
  expect(await readUser(userId)).toMatchObject({ email, phone });
  expect(await identifiersOf(userId)).toEqual([
    { provider_type: "email", identifier: email },
    { provider_type: "sms", identifier: phone },
  ]);
  // Of one type, an identifier still has one owner.
  expectRefusal(await register(email), "user_target_already_exists");
});

test("stays when the owner of the email gives it up", async () => {
  const email = `${fresh("victim")}@mail.example`;
  await occupy([email]);
  const userId = await createUser({ email });
  await succeed(call("PATCH", `/users/${userId}/email`, { body: { email: `${fresh("after")}@mail.example` } }), 200);
  expect(await rows("SELECT provider_type FROM targets WHERE identifier = ?", email)).toEqual([
    { provider_type: "push" },
  ]);
});
