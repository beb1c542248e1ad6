/**
 * The attacker reads the victim's mail. A recovery gives them a password, and a challenge by email would give them the
 * second factor from the same mailbox. A session with such a password cannot use email as a factor.
 */
import { describe, expect, test } from "vitest";
import { secretTo, codeTo } from "../account/messages.ts";
import { bearing, createPerson, guest, type Person, signIn, succeed } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { settled } from "../harness/sessions.ts";
import { ask, challenge, enrol } from "../mfa/people.ts";

const password = "what the mailbox has set";

/** A user with MFA and a verified email. */
async function guarded(): Promise<Person> {
  const person = await createPerson();
  await call("PATCH", `/users/${person.userId}/verification`, { body: { emailVerification: true } });
  await call("PATCH", `/users/${person.userId}/mfa`, { body: { mfa: true } });
  return person;
}

/** Sets a password with the mailbox alone. */
async function recover({ email }: Person): Promise<void> {
  const body = { email, url: "http://localhost/" };
  await succeed(call("POST", "/account/recovery", { ...guest(), fetch: settled, body }), 201);
  const redeemed = { ...(await secretTo(email)), password };
  await succeed(call("PUT", "/account/recovery", { ...guest(), fetch: settled, body: redeemed }), 200);
}

const enter = async (person: Person): Promise<CallOptions> =>
  bearing((await signIn({ ...person, password: person.password })).secret);

/** Meets a challenge by email. */
async function meetByMail(caller: CallOptions, email: string): Promise<number> {
  const id = String(
    (
      await succeed(
        call("POST", "/account/mfa/challenges", { ...caller, fetch: settled, body: { factor: "email" } }),
        201,
      )
    ).body["$id"],
  );
  return (await ask(caller, "PUT", "/challenges", { challengeId: id, otp: await codeTo(email) })).status;
}

describe("a session of a password that a mailed recovery has set", () => {
  test("is refused a challenge by email, is not offered one, and stays one factor", async () => {
    const victim = await guarded();
    await recover(victim);
    const attacker = await enter({ ...victim, password });
    expectInvalid(
      await ask(attacker, "POST", "/challenges", { factor: "email" }),
      "factor",
      /a code by email is no second factor/,
    );
    expect((await ask(attacker, "GET", "/factors")).body).toMatchObject({ email: false });
    expectRefusal(await call("GET", "/account", attacker), "user_more_factors_required");
  });

  test("does not answer one that another session has set", async () => {
    const victim = await guarded();
    await recover(victim);
    const attacker = await enter({ ...victim, password });
    const { body } = await call("POST", `/users/${victim.userId}/sessions`);
    const other = bearing(String(body["secret"]));
    const posed = await succeed(
      call("POST", "/account/mfa/challenges", { ...other, fetch: settled, body: { factor: "email" } }),
      201,
    );
    const given = { challengeId: String(posed.body["$id"]), otp: await codeTo(victim.email) };
    expectInvalid(await ask(attacker, "PUT", "/challenges", given), "challengeId");
    expectRefusal(await call("GET", "/account", attacker), "user_more_factors_required");
    expect((await ask(other, "PUT", "/challenges", given)).status).toBe(200);
  });

  test("is not given the email as a factor when MFA is turned on", async () => {
    const person = await createPerson();
    await call("PATCH", `/users/${person.userId}/verification`, { body: { emailVerification: true } });
    await recover(person);
    const session = await enter({ ...person, password });
    expectRefusal(await ask(session, "PATCH", "", { mfa: true }), "user_more_factors_required");
    expect((await call("GET", "/account", session)).body["mfa"]).toBe(false);
    await enrol(session);
    expect((await ask(session, "PATCH", "", { mfa: true })).status).toBe(200);
    expect((await call("GET", "/account", session)).status).toBe(200);
  });

  test("accepts the other factors", async () => {
    const victim = await guarded();
    await recover(victim);
    const session = await enter({ ...victim, password });
    for (const factor of ["totp", "recoveryCode"]) await challenge(session, factor);
  });
});

test("a password that its user or a server has set takes a challenge by email, also after a recovery", async () => {
  const person = await guarded();
  const first = await enter(person);
  expect(await meetByMail(first, person.email)).toBe(200);
  await recover(person);
  await succeed(
    call("PATCH", `/users/${person.userId}/password`, { body: { password: "what a server has set" } }),
    200,
  );
  const last = await enter({ ...person, password: "what a server has set" });
  expect(await meetByMail(last, person.email)).toBe(200);
  expect((await call("GET", "/account", last)).status).toBe(200);
});
