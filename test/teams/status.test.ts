/** Accepting an invitation (docs/spec/teams.md#acceptance): once, with a session for a guest. */
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test } from "vitest";
import { bearing, beginSession, cookieOf, createJwt, guest, withJwt } from "../harness/account.ts";
import { appWith, call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { expectValue, restoreSettings, setSettings } from "../harness/sessions.ts";
import {
  accept,
  bareMembership,
  invitationTo,
  invite,
  makeMember,
  makeTeam,
  meanwhile,
  memberOf,
  readMembership,
  readTeam,
  sendInvitation,
  someone,
  welcomePage,
} from "../harness/teams.ts";
import { createUser, date, fresh, readUser } from "../harness/users.ts";

restoreSettings();
afterEach(() => rows("UPDATE settings SET disabled_auth_methods = '[]'"));

/** An invitation to a team, to an address that only the invitee has. */
async function invitation(fields: object = {}) {
  const teamId = await makeTeam();
  const { caller: owner } = await memberOf(teamId);
  const email = `${fresh("guest")}@mail.example`;
  return { teamId, owner, email, invited: await sendInvitation(teamId, owner, email, { roles: ["cook"], ...fields }) };
}

/** The rows of D1, except for the rate limits. */
const dumpOfDeeds = async () => ({ ...(await dump()), rate_limits: [] });

/** Another secret of the same length. */
const wrong = (secret: string) => `${secret.slice(0, -1)}${secret.endsWith("0") ? "1" : "0"}`;

const ended = "The invitation has ended. Ask for another one, or sign in and accept it then.";

describe("an invitation that is accepted", () => {
  test("makes a member, who is counted, and verifies their address", async () => {
    const { email, invited, teamId } = await invitation({ name: "Nia" });
    const [before] = await rows("SELECT email_verification FROM user_totals");
    const { body, status } = await accept(invited, guest());
    const { membershipId, userId } = invited;
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        ...bareMembership,
        $id: membershipId,
        userId,
        userName: "Nia",
        userEmail: email,
        teamId,
        joined: body["$updatedAt"],
        confirm: true,
        roles: ["cook"],
      },
    });
    expect(await readTeam(teamId)).toMatchObject({ total: 2 });
    expect(await readMembership(teamId, membershipId)).toMatchObject({ confirm: true, joined: body["joined"] });
    expect(await readUser(userId)).toMatchObject({
      emailVerification: true,
      phoneVerification: false,
      accessedAt: date,
    });
    const told = await rows("SELECT event FROM logs WHERE resource = ? ORDER BY seq", `user/${userId}`);
    expect(told.map(({ event }) => event)).toEqual(["user.create", "session.create", "user.update"]);
    const [after] = await rows("SELECT email_verification FROM user_totals");
    expect(after?.["email_verification"]).toBe(Number(before?.["email_verification"]) + 1);
  });

  test.each([true, false])("logs that it verifies the address, in a session: %s", async (isSignedIn) => {
    const teamId = await makeTeam();
    const { caller: owner } = await memberOf(teamId);
    const email = `${fresh("guest")}@mail.example`;
    // A key vouches for the address, so no account is cleared.
    const userId = await createUser({ email });
    const invited = await sendInvitation(teamId, owner, email);
    const told = async () =>
      (
        await rows(
          "SELECT event, operation FROM logs WHERE resource = ? AND event <> 'session.create' ORDER BY seq",
          `user/${userId}`,
        )
      ).map(({ event, operation }) => `${String(event)} ${String(operation)}`);
    const caller = isSignedIn ? bearing((await beginSession(userId)).secret) : guest();
    expect((await accept(invited, caller)).status).toBe(200);
    const once = ["user.create usersCreate", "user.update teamsUpdateMembershipStatus"];
    expect(await told()).toEqual(once);
    const another = await makeTeam();
    const { caller: other } = await memberOf(another);
    expect((await accept(await sendInvitation(another, other, email), guest())).status).toBe(200);
    expect(await told()).toEqual(once);
  });

  test("begins a session for a guest, whose secret only the cookie carries", async () => {
    const { email, invited } = await invitation();
    const answer = await accept(invited, guest());
    expectValue(cookieOf(answer), invited.userId);
    const session = bearing(cookieOf(answer));
    expect((await call("GET", "/account", session)).body).toMatchObject({ $id: invited.userId, email });
    expect((await call("GET", "/account/sessions/current", session)).body).toMatchObject({
      provider: "email",
      providerUid: email,
      factors: ["email"],
    });
  });

  test("by text message verifies the number, and not the email", async () => {
    const teamId = await makeTeam();
    const { caller } = await memberOf(teamId);
    const phone = "+4930200001";
    const userId = await createUser({ phone, email: `${fresh("both")}@mail.example` });
    await invite(teamId, { userId, phone, url: welcomePage }, caller);
    const answer = await accept(await invitationTo(phone), guest());
    expect(answer.status).toBe(200);
    expect(await readUser(userId)).toMatchObject({ emailVerification: false, phoneVerification: true });
    const { body } = await call("GET", "/account/sessions/current", bearing(cookieOf(answer)));
    expect(body).toMatchObject({ provider: "phone", providerUid: phone, factors: ["phone"] });
  });

  test("keeps the session of a signed-in user", async () => {
    const { invited, teamId } = await invitation();
    const { secret } = await beginSession(invited.userId);
    for (const caller of [bearing(secret)]) {
      const answer = await accept(invited, caller);
      expect(answer.status).toBe(200);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    const { body } = await call("GET", `/users/${invited.userId}/sessions`);
    expect(body).toMatchObject({ total: 1 });
    expect(await readTeam(teamId)).toMatchObject({ total: 2 });
  });

  test("is taken with a JWT, and with a key, as it is by a guest", async () => {
    const [first, second] = [await invitation(), await invitation()];
    const jwt = withJwt(await createJwt(first.invited.userId, "none"));
    expect(await accept(first.invited, jwt)).toMatchObject({ status: 200, body: { confirm: true } });
    expect(await accept(second.invited)).toMatchObject({ status: 200, body: { confirm: true } });
  });

  test("ends the oldest session beyond the project's limit", async () => {
    await setSettings({ sessionLimit: 1 });
    const { invited } = await invitation();
    const { secret } = await beginSession(invited.userId);
    expect((await accept(invited, guest())).status).toBe(200);
    expect((await call("GET", "/account", bearing(secret))).status).toBe(401);
  });

  test("is logged with the invitee as the actor", async () => {
    const { invited } = await invitation();
    await accept(invited, guest());
    const noted = await rows(
      "SELECT event, actor_type, actor_id FROM logs WHERE user_seq = (SELECT seq FROM users WHERE id = ?) ORDER BY seq DESC LIMIT 3",
      invited.userId,
    );
    const actor = { actor_type: "user", actor_id: invited.userId };
    expect(new Set(noted.map(({ event }) => event))).toEqual(
      new Set(["membership.update", "session.create", "user.update"]),
    );
    for (const row of noted) expect(row).toMatchObject(actor);
  });

  test("is possible after invitations were switched off", async () => {
    const { invited } = await invitation();
    await rows(`UPDATE settings SET disabled_auth_methods = '["invites"]'`);
    expect((await accept(invited, guest())).status).toBe(200);
  });

  test("opens the team to its new member", async () => {
    const { email, invited, teamId } = await invitation();
    const cookie = bearing(cookieOf(await accept(invited, guest())));
    expect((await call("GET", `/teams/${teamId}`, cookie)).body).toMatchObject({ $id: teamId, total: 2 });
    expect(await readMembership(teamId, invited.membershipId)).toMatchObject({ userEmail: email });
  });
});

describe("an invitation is refused", () => {
  test("in this order: the membership, the team, its team, the secret, the user, a repeated acceptance", async () => {
    const [{ invited, teamId }, other] = [await invitation(), await makeTeam()];
    const stranger = await someone();
    const before = await dumpOfDeeds();
    expectRefusal(
      await accept({ ...invited, membershipId: "nobody", teamId: "nobody" }, guest()),
      "membership_not_found",
    );
    expectRefusal(await accept({ ...invited, teamId: "nobody" }, guest()), "team_not_found");
    const mismatch = { ...invited, teamId: other, secret: "wrong", userId: "nobody" };
    expectRefusal(await accept(mismatch, guest()), "team_membership_mismatch");
    for (const secret of [wrong(invited.secret), invited.secret.toUpperCase(), "wrong"]) {
      expectRefusal(await accept({ ...invited, secret, userId: "nobody" }, guest()), "team_invalid_secret");
    }
    expectRefusal(await accept({ ...invited, userId: "nobody" }, guest()), "team_invite_mismatch");
    expectRefusal(await accept({ ...invited, userId: stranger.userId }, guest()), "team_invite_mismatch");
    expectRefusal(await accept(invited, stranger.caller), "team_invite_mismatch");
    expect(await dumpOfDeeds()).toEqual(before);
    expect((await accept(invited, guest())).status).toBe(200);
    expectRefusal(await accept({ ...invited, secret: wrong(invited.secret) }, guest()), "team_invalid_secret");
    expectRefusal(await accept({ ...invited, userId: "nobody" }, guest()), "team_invite_mismatch");
    expectRefusal(await accept(invited, guest()), "membership_already_confirmed");
    expect(await readTeam(teamId)).toMatchObject({ total: 2 });
  });

  test("where a key has made the membership: there was no invitation", async () => {
    const teamId = await makeTeam();
    const userId = await createUser();
    const membershipId = await makeMember(teamId, userId);
    expectRefusal(await accept({ teamId, membershipId, userId, secret: "anything" }, guest()), "team_invalid_secret");
  });

  test("to a blocked user, and ends with the block for guests", async () => {
    const { invited } = await invitation();
    const block = (status: boolean) => call("PATCH", `/users/${invited.userId}/status`, { body: { status } });
    await block(false);
    const before = await dumpOfDeeds();
    expectRefusal(await accept(invited, guest()), "user_blocked");
    expect(await dumpOfDeeds()).toEqual(before);
    await block(true);
    expectRefusal(await accept(invited, guest()), "team_invalid_secret", ended);
    expect((await accept(invited, bearing((await beginSession(invited.userId)).secret))).status).toBe(200);
  });

  test("to a user who is blocked meanwhile", async () => {
    const { invited, teamId } = await invitation();
    const fetch = meanwhile('update "memberships"', () =>
      call("PATCH", `/users/${invited.userId}/status`, { body: { status: false } }),
    );
    expectRefusal(await accept(invited, { ...guest(), fetch }), "user_blocked");
    expect(await readTeam(teamId)).toMatchObject({ total: 1 });
  });

  test("where the invitee's address has changed: it would verify the new one", async () => {
    const { invited } = await invitation();
    const move = () =>
      call("PATCH", `/users/${invited.userId}/email`, { body: { email: `${fresh("moved")}@mail.example` } });
    const fetch = meanwhile('update "memberships"', move);
    expectRefusal(await accept(invited, { ...guest(), fetch }), "team_invalid_secret");
    expectRefusal(await accept(invited, guest()), "team_invalid_secret");
    expect(await readUser(invited.userId)).toMatchObject({ emailVerification: false });
  });

  test("where the membership has ended", async () => {
    const { invited, owner, teamId } = await invitation();
    await call("DELETE", `/teams/${teamId}/memberships/${invited.membershipId}`, owner);
    expectRefusal(await accept(invited, guest()), "membership_not_found");
  });

  test("where SECRET_KEY has changed, unless it became SECRET_KEY_PREVIOUS", async () => {
    const { invited } = await invitation();
    const secrets = { SECRET_KEY: "0123456789abcdef".repeat(4), SECRET_KEY_PREVIOUS: env.SECRET_KEY };
    const forgetful = appWith({ ...secrets, SECRET_KEY_PREVIOUS: "" });
    expectRefusal(await accept(invited, { ...guest(), fetch: forgetful }), "team_invalid_secret");
    expect((await accept(invited, { ...guest(), fetch: appWith(secrets) })).status).toBe(200);
  });

  test("for a missing or malformed parameter", async () => {
    const { invited } = await invitation();
    const path = `/teams/${invited.teamId}/memberships/${invited.membershipId}/status`;
    const ask = (body: object) => call("PATCH", path, { ...guest(), body });
    expectMissing(await ask({ secret: invited.secret }), "userId");
    expectMissing(await ask({ userId: invited.userId }), "secret");
    expectInvalid(await ask({ ...invited, secret: "" }), "secret");
    expectInvalid(await ask({ ...invited, secret: "x".repeat(257) }), "secret");
    expectInvalid(await ask({ ...invited, userId: "_x" }), "userId");
  });
});

test("a member with a second factor is asked for it in the session that an invitation begins", async () => {
  const { invited } = await invitation();
  await rows("UPDATE users SET mfa = 1 WHERE id = ?", invited.userId);
  const session = bearing(cookieOf(await accept(invited, guest())));
  expectRefusal(await call("GET", "/account", session), "user_more_factors_required");
});
