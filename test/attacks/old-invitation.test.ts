/**
 * The attacker reads an old email of the victim: an invitation to a team that the victim never answered. Its link would sign in
 * to the victim's account.
 */
import { expect, test } from "vitest";
import { bearing, beginSession, guest, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { accept, makeTeam, meanwhile, memberOf, sendInvitation } from "../harness/teams.ts";
import { createUser, fresh } from "../harness/users.ts";

const ended = "The invitation has ended. Ask for another one, or sign in and accept it then.";
const day = 86_400_000;

/** A user whom an owner has invited by email. */
async function invitation() {
  const teamId = await makeTeam();
  const { caller } = await memberOf(teamId);
  const email = `${fresh("victim")}@mail.example`;
  const userId = await createUser({ email, password: "correct horse battery staple" });
  const invited = await sendInvitation(teamId, caller, email);
  return { userId, invited, again: () => sendInvitation(teamId, caller, email) };
}

/** Ages an invitation. */
const age = (membershipId: string, milliseconds: number) =>
  rows("UPDATE memberships SET invited = invited - ? WHERE id = ?", milliseconds, membershipId);

const sessionsOf = (userId: string) =>
  rows("SELECT id FROM sessions WHERE user_seq = (SELECT seq FROM users WHERE id = ?)", userId);

test.each<[what: string, happen: (victim: { userId: string; membershipId: string }) => Promise<unknown>]>([
  ["7 days", ({ membershipId }) => age(membershipId, 7 * day)],
  [
    "a new password",
    ({ userId }) => succeed(call("PATCH", `/users/${userId}/password`, { body: { password: "a new password" } }), 200),
  ],
  [
    "a block that was lifted",
    async ({ userId }) => {
      for (const status of [false, true])
        await succeed(call("PATCH", `/users/${userId}/status`, { body: { status } }), 200);
    },
  ],
])("begins no session after %s, and the victim can accept it in a session of theirs", async (_, happen) => {
  const { invited, userId } = await invitation();
  await happen({ userId, membershipId: invited.membershipId });
  expectRefusal(await accept(invited, guest()), "team_invalid_secret", ended);
  expectRefusal(await accept(invited), "team_invalid_secret", ended);
  expect(await sessionsOf(userId)).toEqual([]);
  const { secret } = await beginSession(userId);
  await succeed(accept(invited, bearing(secret)), 200);
});

test("begins no session when the password changes while it is accepted", async () => {
  const { invited, userId } = await invitation();
  const fetch = meanwhile('update "memberships"', () =>
    call("PATCH", `/users/${userId}/password`, { body: { password: "a new password" } }),
  );
  expectRefusal(await accept(invited, { ...guest(), fetch }), "team_invalid_secret", ended);
  expect(await sessionsOf(userId)).toEqual([]);
});

test("is void once the victim has another email, even in a session", async () => {
  const { invited, userId } = await invitation();
  const email = `${fresh("moved")}@mail.example`;
  await succeed(call("PATCH", `/users/${userId}/email`, { body: { email } }), 200);
  expectRefusal(await accept(invited, guest()), "team_invalid_secret");
  const { secret } = await beginSession(userId);
  expectRefusal(await accept(invited, bearing(secret)), "team_invalid_secret");
});

test("stays valid until then, and a repeated invitation starts a new term", async () => {
  const first = await invitation();
  await age(first.invited.membershipId, 7 * day - 60_000);
  await succeed(accept(first.invited, guest()), 200);

  const { again, invited, userId } = await invitation();
  await age(invited.membershipId, 8 * day);
  await succeed(call("PATCH", `/users/${userId}/password`, { body: { password: "a new password" } }), 200);
  await succeed(accept(await again(), guest()), 200);
});

test("stays valid after a new password where the project's passwords end no sessions", async () => {
  const { invited, userId } = await invitation();
  await rows("UPDATE settings SET session_invalidation = 0");
  await succeed(call("PATCH", `/users/${userId}/password`, { body: { password: "a new password" } }), 200);
  await rows("UPDATE settings SET session_invalidation = 1");
  await succeed(accept(invited, guest()), 200);
});
