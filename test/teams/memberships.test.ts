/** Members of a team (docs/spec/teams.md, docs/spec/users.md#memberships). */
import { describe, expect, test } from "vitest";
import { createJwt, guest, withJwt } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { dumpOfDeeds, rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { idsOf, query } from "../harness/lists.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import {
  bareMembership,
  invite,
  listMembers,
  listMemberships,
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
import { createUser, date, fresh, generatedId, readUser } from "../harness/users.ts";

const totalOf = async (teamId: string) => (await readTeam(teamId))["total"];

describe("a key's invitee", () => {
  test("is a member at once, and counted; no message goes out", async () => {
    const teamId = await makeTeam();
    const userId = await createUser({ name: "Ann", email: "ann@mail.example", phone: "+4930000001" });
    const { body, status } = await invite(teamId, { userId, roles: ["new-role", "new-role"], url: welcomePage });
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        ...bareMembership,
        userId,
        userName: "Ann",
        userEmail: "ann@mail.example",
        userPhone: "+4930000001",
        teamId,
        joined: body["invited"],
        confirm: true,
        roles: ["new-role"],
      },
    });
    expect(body["$createdAt"]).toBe(body["invited"]);
    expect(await readMembership(teamId, String(body["$id"]))).toEqual(body);
    expect(await totalOf(teamId)).toBe(1);
    expect(await rows("SELECT * FROM messages")).toEqual([]);
  });

  test("is found by id, email or phone", async () => {
    const [email, phone] = ["bo@mail.example", "+4930000002"];
    const userId = await createUser({ email, phone });
    for (const named of [
      { userId },
      { email: "BO@mail.example" },
      { phone },
      { email, phone },
      { userId, email, phone },
    ]) {
      expect(await invite(await makeTeam(), named)).toMatchObject({ status: 201, body: { userId, roles: [] } });
    }
  });

  test("without an account gets one, without a password, with the address among its targets", async () => {
    const teamId = await makeTeam();
    const { body } = await invite(teamId, { email: "New@mail.example", name: "Nia", roles: ["a", "b"] });
    expect(body).toMatchObject({ userId: generatedId, userName: "Nia", userEmail: "new@mail.example", confirm: true });
    const user = await readUser(String(body["userId"]));
    expect(user).toMatchObject({
      name: "Nia",
      email: "new@mail.example",
      emailVerification: false,
      password: null,
      passwordUpdate: "",
      targets: [{ identifier: "new@mail.example", providerType: "email" }],
    });
    const { body: byPhone } = await invite(teamId, { phone: "+4930000003" });
    expect(byPhone).toMatchObject({ userName: "", userEmail: "", userPhone: "+4930000003", confirm: true });
    expect(await totalOf(teamId)).toBe(2);
  });

  test("is refused where no user is named, or the id is unknown", async () => {
    const teamId = await makeTeam();
    expectRefusal(
      await invite(teamId, { roles: [] }),
      "general_argument_invalid",
      "One of the params userId, email and phone is needed.",
    );
    expectRefusal(await invite("nobody", { email: "lost@mail.example" }), "team_not_found");
    expectRefusal(await invite(teamId, { userId: "nobody" }), "user_not_found");
    expect(await rows("SELECT id FROM users WHERE email = 'lost@mail.example'")).toEqual([]);
  });

  test("is refused where a given value belongs to another user, and nothing changes", async () => {
    const teamId = await makeTeam();
    const cleo = await createUser({ email: "cleo@mail.example", phone: "+4930000004" });
    await createUser({ email: "dan@mail.example", phone: "+4930000005" });
    const before = await dumpOfDeeds();
    for (const named of [
      { userId: cleo, email: "dan@mail.example" },
      { userId: cleo, email: "free@mail.example" },
      { userId: cleo, phone: "+4930000005" },
      { email: "cleo@mail.example", phone: "+4930000005" },
      { email: "free@mail.example", phone: "+4930000005" },
      { email: "cleo@mail.example", phone: "+4930000099" },
    ]) {
      expectRefusal(await invite(teamId, named), "user_already_exists");
    }
    expect(await dumpOfDeeds()).toEqual(before);
  });

  test("in the team already is refused, and keeps the roles", async () => {
    const teamId = await makeTeam();
    const userId = await createUser();
    const membershipId = await makeMember(teamId, userId, ["cook"]);
    const before = await dumpOfDeeds();
    expectRefusal(await invite(teamId, { userId, roles: ["owner"] }), "membership_already_confirmed");
    expect(await dumpOfDeeds()).toEqual(before);
    expect(await readMembership(teamId, membershipId)).toMatchObject({ roles: ["cook"] });
  });

  test("with an owner's invitation becomes a member, with the invitation's roles, and voids it", async () => {
    const teamId = await makeTeam();
    const { caller } = await memberOf(teamId);
    const invitation = await sendInvitation(teamId, caller, "waiting@mail.example", { roles: ["cook"] });
    const { body } = await invite(teamId, { email: "waiting@mail.example", roles: ["pilot"] });
    expect(body).toMatchObject({ $id: invitation.membershipId, confirm: true, joined: date, roles: ["cook"] });
    expect(await totalOf(teamId)).toBe(2);
    const path = `/teams/${teamId}/memberships/${invitation.membershipId}/status`;
    const { secret, userId } = invitation;
    expectRefusal(await call("PATCH", path, { body: { userId, secret } }), "team_invalid_secret");
  });

  test("creates no membership and no account where the team is deleted meanwhile", async () => {
    const teamId = await makeTeam();
    const fetch = meanwhile('insert into "memberships"', () => call("DELETE", `/teams/${teamId}`));
    expectRefusal(await invite(teamId, { email: "toolate@mail.example" }, { fetch }), "team_not_found");
    expect(await rows("SELECT id FROM users WHERE email = 'toolate@mail.example'")).toEqual([]);
  });

  test("is the user whom a concurrent request has just created", async () => {
    const teamId = await makeTeam();
    const email = "raced@mail.example";
    const fetch = meanwhile('insert into "users"', () => createUser({ userId: "racer", email }));
    expect(await invite(teamId, { email }, { fetch })).toMatchObject({ status: 201, body: { userId: "racer" } });
    expect(await totalOf(teamId)).toBe(1);
  });

  test("is in the log of the team and of the user", async () => {
    const teamId = await makeTeam();
    const userId = await createUser();
    const membershipId = await makeMember(teamId, userId);
    await call("PATCH", `/teams/${teamId}/memberships/${membershipId}`, { body: { roles: ["cook"] } });
    await call("DELETE", `/teams/${teamId}/memberships/${membershipId}`);
    const noted = await rows(
      "SELECT event, user_seq = (SELECT seq FROM users WHERE id = ?) AS theirs FROM logs WHERE resource = ? ORDER BY seq",
      userId,
      `team/${teamId}`,
    );
    expect(noted).toEqual([
      { event: "team.create", theirs: null },
      { event: "membership.create", theirs: 1 },
      { event: "membership.update", theirs: 1 },
      { event: "membership.delete", theirs: 1 },
    ]);
  });

  test("accepts the same parameters as an invitation", async () => {
    const teamId = await makeTeam();
    const userId = await createUser();
    const ask = (fields: object) => invite(teamId, { userId, ...fields });
    expectInvalid(await ask({ email: "nobody" }), "email");
    expectInvalid(await ask({ phone: "4930" }), "phone");
    expectInvalid(await ask({ userId: "_x" }), "userId");
    expectInvalid(await ask({ roles: "owner" }), "roles");
    expectInvalid(await ask({ roles: ["two words"] }), "roles");
    expectInvalid(await ask({ roles: ["r".repeat(82)] }), "roles");
    expectInvalid(await ask({ url: "https://evil.example/" }), "url");
    expectInvalid(await ask({ name: "x".repeat(129) }), "name");
  });
});

describe("a team's members", () => {
  test("are listed, the oldest first, and counted with those who are only invited", async () => {
    const teamId = await makeTeam();
    const owner = await memberOf(teamId);
    const cook = await makeMember(teamId, await createUser(), ["cook"]);
    const { membershipId } = await sendInvitation(teamId, owner.caller, "listed@mail.example");
    await makeMember(await makeTeam(), owner.userId);
    const { body, status } = await listMembers(teamId);
    const ids = [owner.membershipId, cook, membershipId];
    expect({ status, body }).toEqual({
      status: 200,
      body: { total: 3, memberships: await Promise.all(ids.map((id) => readMembership(teamId, id))) },
    });
    expect(idsOf(await listMembers(teamId, { total: "false" }), "memberships")).toEqual({ total: 0, ids });
  });

  test("are found by queries", async () => {
    const teamId = await makeTeam();
    const owner = await memberOf(teamId, ["owner", "cook"]);
    const cook = await makeMember(teamId, await createUser({ userId: "Query.Cook" }), ["cook"]);
    const { membershipId: guestId } = await sendInvitation(teamId, owner.caller, "queried@mail.example");
    const found = async (...queries: readonly ReturnType<typeof query>[]) =>
      idsOf(await listMembers(teamId, { queries }), "memberships").ids;
    expect(await found(query("contains", "roles", "cook"))).toEqual([owner.membershipId, cook]);
    expect(await found(query("containsAll", "roles", "cook", "owner"))).toEqual([owner.membershipId]);
    expect(await found(query("notContains", "roles", "owner"))).toEqual([cook, guestId]);
    expect(await found(query("equal", "confirm", false))).toEqual([guestId]);
    expect(await found(query("isNull", "joined"))).toEqual([guestId]);
    expect(await found(query("equal", "userId", "Query.Cook"))).toEqual([cook]);
    expect(await found(query("equal", "userId", "query.cook"))).toEqual([]);
    expect(await found(query("equal", "teamId", teamId), query("limit", undefined, 1))).toEqual([owner.membershipId]);
    expect(await found(query("cursorAfter", undefined, owner.membershipId))).toEqual([cook, guestId]);
    expect(await found(query("orderDesc", "$createdAt"))).toEqual([guestId, cook, owner.membershipId]);
    const other = await makeMember(await makeTeam(), owner.userId);
    const answer = await listMembers(teamId, { queries: [query("cursorAfter", undefined, other)] });
    expectRefusal(answer, "general_cursor_not_found");
  });

  test("are shown to members, and not to others", async () => {
    const teamId = await makeTeam();
    const [owner, cook, stranger] = [await memberOf(teamId), await memberOf(teamId, ["cook"]), await someone()];
    const ids = [owner.membershipId, cook.membershipId];
    const key = await createKey({ scopes: ["teams.read"] });
    const jwt = withJwt(await createJwt(cook.userId));
    for (const options of [owner.caller, cook.caller, { key }, jwt]) {
      expect(idsOf(await listMembers(teamId, {}, options), "memberships")).toEqual({ total: 2, ids });
      expect((await call("GET", `/teams/${teamId}/memberships/${ids[0]}`, options)).status).toBe(200);
    }
    expectRefusal(await listMembers(teamId, {}, stranger.caller), "team_not_found");
    expectRefusal(await call("GET", `/teams/${teamId}/memberships/${ids[0]}`, stranger.caller), "team_not_found");
    expectRefusal(await listMembers(teamId, {}, guest()), "general_unauthorized_scope");
    expectRefusal(await call("GET", `/teams/${teamId}/memberships/${ids[0]}`, guest()), "general_unauthorized_scope");
  });

  test("of an unknown team, or of another one, are a 404", async () => {
    const [teamId, other] = [await makeTeam(), await makeTeam()];
    const membershipId = await makeMember(other, await createUser());
    expectRefusal(await listMembers("nobody"), "team_not_found");
    const get = (team: string, membership: string) => call("GET", `/teams/${team}/memberships/${membership}`);
    expectRefusal(await get("nobody", membershipId), "team_not_found");
    expectRefusal(await get(teamId, "nobody"), "membership_not_found");
    expectRefusal(await get(teamId, membershipId), "team_membership_mismatch");
  });

  test("with MFA on and a factor are shown so to keys", async () => {
    const teamId = await makeTeam();
    const userId = await createUser({ email: "factor@mail.example" });
    const membershipId = await makeMember(teamId, userId);
    const mfa = async () => (await readMembership(teamId, membershipId))["mfa"];
    await call("PATCH", `/users/${userId}/mfa`, { body: { mfa: true } });
    expect(await mfa()).toBe(false);
    await call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: true } });
    expect(await mfa()).toBe(true);
    await call("PATCH", `/users/${userId}/mfa`, { body: { mfa: false } });
    expect(await mfa()).toBe(false);
  });
});

describe("a user's memberships", () => {
  const twoTeams = async () => {
    const userId = await createUser({ name: "Ann", email: `${fresh("member")}@mail.example`, phone: undefined });
    const [first, second] = [await makeTeam({ name: "One" }), await makeTeam({ name: "Two" })];
    const ids = [await makeMember(first, userId, ["new-role"]), await makeMember(second, userId, ["new-role-2"])];
    return { userId, teams: [first, second], ids };
  };

  test("are listed with the names of team and user, and nothing else of the user", async () => {
    const { ids, teams, userId } = await twoTeams();
    await rows("UPDATE users SET accessed_at = 1, mfa = 1, email_verification = 1 WHERE id = ?", userId);
    const { body, status } = await listMemberships(userId);
    const membership = {
      ...bareMembership,
      userId,
      userName: "Ann",
      userEmail: expect.anything(),
      joined: date,
      confirm: true,
    };
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        total: 2,
        memberships: [
          { ...membership, $id: ids[0], teamId: teams[0], teamName: "One", roles: ["new-role"] },
          { ...membership, $id: ids[1], teamId: teams[1], teamName: "Two", roles: ["new-role-2"] },
        ],
      },
    });
  });

  test("are found by role", async () => {
    const { ids, userId } = await twoTeams();
    const queries = [query("contains", "roles", "new-role-2")];
    expect(idsOf(await listMemberships(userId, { queries }), "memberships")).toEqual({ total: 1, ids: [ids[1]] });
    const cursor = [query("cursorAfter", undefined, ids[0])];
    expect(idsOf(await listMemberships(userId, { queries: cursor }), "memberships")).toEqual({
      total: 2,
      ids: [ids[1]],
    });
  });

  test("refuse equal on roles, with upstream's text", async () => {
    const { userId } = await twoTeams();
    expectRefusal(
      await listMemberships(userId, { queries: [query("equal", "roles", "new-role")] }),
      "general_argument_invalid",
      'Invalid `queries` param: Invalid query: Cannot query equal on attribute "roles" because it is an array.',
    );
  });

  test("of an unknown user are a 404, and only keys for users may read them", async () => {
    expectRefusal(await listMemberships("nobody"), "user_not_found");
    const { caller, userId } = await someone();
    expect((await listMemberships(userId)).body).toEqual({ total: 0, memberships: [] });
    expectRefusal(await listMemberships(userId, {}, caller), "general_unauthorized_scope");
    const key = await createKey({ scopes: ["teams.read"] });
    expectRefusal(await listMemberships(userId, {}, { key }), "general_unauthorized_scope");
  });
});

describe("a member's roles", () => {
  const patch = (teamId: string, membershipId: string, roles: unknown, options: CallOptions = {}) =>
    call("PATCH", `/teams/${teamId}/memberships/${membershipId}`, { ...options, body: { roles } });

  test("are replaced, each of them once", async () => {
    const teamId = await makeTeam();
    const membershipId = await makeMember(teamId, await createUser(), ["cook"]);
    const before = await readMembership(teamId, membershipId);
    const { body, status } = await patch(teamId, membershipId, ["pilot", "cook", "pilot"]);
    expect({ status, body }).toEqual({ status: 200, body: { ...before, $updatedAt: date, roles: ["pilot", "cook"] } });
    expect(await readMembership(teamId, membershipId)).toEqual(body);
    expect((await patch(teamId, membershipId, [])).body).toMatchObject({ roles: [] });
  });

  test("can be changed by owners only, who may give up their own", async () => {
    const teamId = await makeTeam();
    const [owner, cook, stranger] = [await memberOf(teamId), await memberOf(teamId, ["cook"]), await someone()];
    const before = await dumpOfDeeds();
    const refusal = "User is not allowed to modify roles";
    expectRefusal(await patch(teamId, cook.membershipId, ["owner"], cook.caller), "user_unauthorized", refusal);
    expectRefusal(await patch(teamId, cook.membershipId, ["owner"], stranger.caller), "team_not_found");
    expect(await dumpOfDeeds()).toEqual(before);
    expect(await patch(teamId, cook.membershipId, ["owner"], owner.caller)).toMatchObject({
      body: { roles: ["owner"] },
    });
    expect((await patch(teamId, owner.membershipId, [], owner.caller)).status).toBe(200);
    expectRefusal(await patch(teamId, owner.membershipId, ["owner"], owner.caller), "user_unauthorized");
    const noted = await rows(
      "SELECT actor_id FROM logs WHERE event = 'membership.update' AND resource = ?",
      `team/${teamId}`,
    );
    expect(noted).toEqual([{ actor_id: owner.userId }, { actor_id: owner.userId }]);
  });

  test("are refused in this order: the team, the membership, its team, the caller, the parameters", async () => {
    const [teamId, other] = [await makeTeam(), await makeTeam()];
    const cook = await memberOf(teamId, ["cook"]);
    const elsewhere = await makeMember(other, await createUser());
    expectRefusal(await patch("nobody", "nobody", [], cook.caller), "team_not_found");
    expectRefusal(await patch(teamId, "nobody", [], cook.caller), "membership_not_found");
    expectRefusal(await patch(teamId, elsewhere, [], cook.caller), "team_membership_mismatch");
    expectRefusal(await patch(teamId, cook.membershipId, [], cook.caller), "user_unauthorized");
    expectMissing(await patch("nobody", "nobody", undefined), "roles");
    expectInvalid(await patch("nobody", "nobody", ["a b"]), "roles");
  });
});

describe("the end of a membership", () => {
  const remove = (teamId: string, membershipId: string, options: CallOptions = {}) =>
    call("DELETE", `/teams/${teamId}/memberships/${membershipId}`, options);

  test("is 204 and empty, and counted once", async () => {
    const teamId = await makeTeam();
    const [first, second] = [
      await makeMember(teamId, await createUser()),
      await makeMember(teamId, await createUser()),
    ];
    expect(await remove(teamId, first)).toMatchObject({ status: 204, text: "" });
    expectRefusal(await remove(teamId, first), "team_invite_not_found");
    expect(await totalOf(teamId)).toBe(1);
    expect(idsOf(await listMembers(teamId), "memberships").ids).toEqual([second]);
  });

  test("does not count out an invitee, and never goes below zero", async () => {
    const teamId = await makeTeam();
    const { caller, membershipId } = await memberOf(teamId);
    const invitation = await sendInvitation(teamId, caller, "withdrawn@mail.example");
    await remove(teamId, invitation.membershipId, caller);
    expect(await totalOf(teamId)).toBe(1);
    await rows("UPDATE teams SET total = 0 WHERE id = ?", teamId);
    await remove(teamId, membershipId);
    expect(await totalOf(teamId)).toBe(0);
  });

  test("can be chosen by every member, even the last owner, and by the invitee to decline", async () => {
    const teamId = await makeTeam();
    const [owner, cook] = [await memberOf(teamId), await memberOf(teamId, ["cook"])];
    const invitee = await someone({ email: "decliner@mail.example" });
    const { membershipId } = await sendInvitation(teamId, owner.caller, "decliner@mail.example");
    expect((await remove(teamId, cook.membershipId, cook.caller)).status).toBe(204);
    expect((await remove(teamId, membershipId, invitee.caller)).status).toBe(204);
    expect((await remove(teamId, owner.membershipId, owner.caller)).status).toBe(204);
    expect(await totalOf(teamId)).toBe(0);
  });

  test("can be decided for others only by an owner", async () => {
    const teamId = await makeTeam();
    const [owner, cook, stranger] = [await memberOf(teamId), await memberOf(teamId, ["cook"]), await someone()];
    const third = await makeMember(teamId, await createUser());
    const before = await dumpOfDeeds();
    expectRefusal(await remove(teamId, third, cook.caller), "user_unauthorized");
    expectRefusal(await remove(teamId, third, stranger.caller), "team_not_found");
    expectRefusal(await remove(teamId, third, guest()), "general_unauthorized_scope");
    expect(await dumpOfDeeds()).toEqual(before);
    expect((await remove(teamId, third, owner.caller)).status).toBe(204);
  });

  test("is refused in this order: the membership, the team, its team, the caller", async () => {
    const [teamId, other] = [await makeTeam(), await makeTeam()];
    const cook = await memberOf(teamId, ["cook"]);
    const elsewhere = await makeMember(other, await createUser());
    expectRefusal(await remove("nobody", "nobody", cook.caller), "team_invite_not_found");
    expectRefusal(await remove("nobody", elsewhere, cook.caller), "team_not_found");
    expectRefusal(await remove(teamId, elsewhere, cook.caller), "team_membership_mismatch");
    expectRefusal(await remove(other, cook.membershipId), "team_membership_mismatch");
    expect(await totalOf(other)).toBe(1);
  });
});

describe("the deletion of a user", () => {
  test("ends their memberships, and counts them out where they were in", async () => {
    const [first, second] = [await makeTeam(), await makeTeam()];
    const { caller, userId: ownerId } = await memberOf(second);
    const userId = await createUser({ email: "leaver@mail.example" });
    await makeMember(first, userId);
    await sendInvitation(second, caller, "leaver@mail.example");
    expect((await call("DELETE", `/users/${userId}`)).status).toBe(204);
    expect([await totalOf(first), await totalOf(second)]).toEqual([0, 1]);
    expect(idsOf(await listMembers(first), "memberships").ids).toEqual([]);
    expect((await listMembers(second)).body["memberships"]).toMatchObject([{ userId: ownerId }]);
  });
});

describe("the deletion of an account", () => {
  test("is allowed to the member, who leaves the team", async () => {
    const teamId = await makeTeam();
    const { caller } = await memberOf(teamId);
    expect((await call("DELETE", "/account", caller)).status).toBe(204);
    expect(await totalOf(teamId)).toBe(0);
    expect(idsOf(await listMembers(teamId), "memberships").ids).toEqual([]);
  });
});
