/**
 * The attacker has a session of the victim that met two factors some time ago. Without MFA the password alone would be
 * enough for good, so turning it off requires a challenge met in the last half hour.
 */
import { expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { fresh, readUser } from "../harness/users.ts";
import { ask, enrol, meetChallenge, type Member, someone } from "../mfa/people.ts";

holdClock();

const turn = ({ caller }: Member, mfa: boolean) => ask(caller, "PATCH", "", { mfa });

/** A user with MFA, whose session has both factors. */
async function guarded(): Promise<Member> {
  const member = await someone({ email: `${fresh("victim")}@mail.example` });
  await enrol(member.caller);
  expect((await turn(member, true)).status).toBe(200);
  return member;
}

test("MFA is turned off after a challenge alone, and for half an hour", async () => {
  const victim = await guarded();
  expectRefusal(await turn(victim, false), "user_challenge_required");
  expect((await readUser(victim.userId))["mfa"]).toBe(true);
  await meetChallenge(victim.caller);
  setClock(1_800_001);
  expectRefusal(await turn(victim, false), "user_challenge_required");
  setClock(1_799_999);
  expect((await turn(victim, false)).body["mfa"]).toBe(false);
  // MFA is off, so nothing needs a challenge.
  setClock(1_800_001);
  expect((await turn(victim, false)).status).toBe(200);
});

test("a challenge that another session has met does not count", async () => {
  const victim = await guarded();
  const own = await someone();
  await meetChallenge(own.caller);
  expectRefusal(await turn(victim, false), "user_challenge_required");
});

test("a user without a verified factor turns it off, for no challenge could be met", async () => {
  const member = await someone();
  expect((await turn(member, true)).status).toBe(200);
  expect((await turn(member, false)).body["mfa"]).toBe(false);
});

test("a factor that is verified meanwhile is required", async () => {
  const member = await someone({ email: `${fresh("late")}@mail.example` });
  expect((await turn(member, true)).status).toBe(200);
  await enrol(member.caller);
  expect((await call("GET", "/account", member.caller)).status).toBe(200);
  expectRefusal(await turn(member, false), "user_challenge_required");
});
