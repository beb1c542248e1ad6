/**
 * The attacker owns a team and a phone. They invite the victim's email together with their own phone, so that the victim's
 * account would accept the attacker's phone.
 */
import { expect, test } from "vitest";
import { asGuest, newPhone } from "../account/holders.ts";
import { codeTo } from "../account/messages.ts";
import { guest, succeed } from "../harness/account.ts";
import { accept, invitationTo, invite, makeTeam, memberOf, welcomePage } from "../harness/teams.ts";
import { createUser, fresh, readUser } from "../harness/users.ts";

/** Invites the victim's email with the attacker's phone. */
async function attack() {
  const teamId = await makeTeam();
  const { caller } = await memberOf(teamId);
  const [email, phone] = [`${fresh("victim")}@mail.example`, newPhone()];
  const send = () => invite(teamId, { email, phone, name: "Victim", url: welcomePage }, caller);
  const { body } = await succeed(send(), 201);
  return { email, phone, send, body, victim: String(body["userId"]) };
}

/** Signs in by a code sent to a phone. @returns the id of the signed-in user */
async function signInByPhone(phone: string): Promise<unknown> {
  const userId = fresh("attacker");
  await succeed(asGuest("POST", "/tokens/phone", { userId, phone }), 201);
  const redeemed = { userId, secret: await codeTo(phone) };
  return (await succeed(asGuest("POST", "/sessions/token", redeemed), 201)).body["userId"];
}

test.each([
  ["before the victim has accepted", false],
  ["after the victim has accepted", true],
])("gives the attacker's phone no way into the account %s", async (_, isAccepted) => {
  const { body, email, phone, victim } = await attack();
  expect(body).toMatchObject({ userEmail: email, userPhone: "" });
  if (isAccepted) await succeed(accept(await invitationTo(email), guest()), 200);
  expect(await readUser(victim)).toMatchObject({ email, phone: "", targets: [{ identifier: email }] });
  expect(await signInByPhone(phone)).not.toBe(victim);
});

test("can be sent again, and does not tell whether the two addresses belong together", async () => {
  const { send, victim } = await attack();
  expect(await send()).toMatchObject({ status: 201, body: { userId: victim, userPhone: "" } });
  const teamId = await makeTeam();
  const { caller } = await memberOf(teamId);
  const [email, phone] = [`${fresh("owner")}@mail.example`, newPhone()];
  const userId = await createUser({ email, phone });
  const answers = [];
  for (const guessed of [phone, newPhone()]) {
    answers.push(await invite(teamId, { email, phone: guessed, url: welcomePage }, caller));
  }
  const named = answers[0]?.body["userId"];
  expect(named).not.toBe(userId);
  expect(answers).toMatchObject(answers.map(() => ({ status: 201, body: { userId: named, userPhone: "" } })));
});

test("by a key creates an account with both addresses, for both of which the key vouches", async () => {
  const [email, phone] = [`${fresh("member")}@mail.example`, newPhone()];
  const { body } = await succeed(invite(await makeTeam(), { email, phone }), 201);
  expect(await readUser(String(body["userId"]))).toMatchObject({ email, phone });
});
