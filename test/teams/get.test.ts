/** Reading a team, and its preferences (docs/spec/teams.md). */
import { describe, expect, test } from "vitest";
import { createJwt, guest, withJwt } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { createKey } from "../harness/keys.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { bareTeam, invite, makeTeam, memberOf, sendInvitation, someone } from "../harness/teams.ts";
import { createUser } from "../harness/users.ts";

describe.each([
  ["a team", ""],
  ["a team's preferences", "/prefs"],
])("%s", (_, path) => {
  const get = (teamId: string, options: CallOptions = {}) => call("GET", `/teams/${teamId}${path}`, options);
  const shown = (teamId: string) => (path === "" ? { ...bareTeam, $id: teamId, total: 1 } : {});

  test("is shown to every key for teams, and to members of any role", async () => {
    const teamId = await makeTeam();
    const { caller, userId } = await memberOf(teamId, ["cook"]);
    const key = await createKey({ scopes: ["teams.read"] });
    for (const options of [{}, { key }, caller, withJwt(await createJwt(userId))]) {
      expect(await get(teamId, options)).toMatchObject({ status: 200, body: shown(teamId) });
    }
  });

  test("is a 404 for strangers and invitees", async () => {
    const teamId = await makeTeam();
    const { caller: owner } = await memberOf(teamId);
    const { caller: stranger } = await someone();
    const { caller: invitee } = await someone({ email: `invitee${path.length}@mail.example` });
    await sendInvitation(teamId, owner, `invitee${path.length}@mail.example`);
    for (const caller of [stranger, invitee]) expectRefusal(await get(teamId, caller), "team_not_found");
  });

  test("is a 404 for a user who has left", async () => {
    const teamId = await makeTeam();
    const { caller, membershipId } = await memberOf(teamId, []);
    expect((await get(teamId, caller)).status).toBe(200);
    await call("DELETE", `/teams/${teamId}/memberships/${membershipId}`);
    expectRefusal(await get(teamId, caller), "team_not_found");
  });

  test("is refused for an unknown id, and for an invalid one", async () => {
    const teamId = await makeTeam();
    expectRefusal(await get("nobody"), "team_not_found");
    expectRefusal(await get(teamId.toUpperCase()), "team_not_found");
    expectInvalid(await get("_team"), "teamId");
  });

  test("is refused without an account or a key for it", async () => {
    const teamId = await makeTeam();
    const key = await createKey({ scopes: ["teams.write", "users.read"] });
    expectRefusal(await get(teamId, guest()), "general_unauthorized_scope");
    expectRefusal(await get(teamId, { key }), "general_unauthorized_scope");
  });
});

test("a team counts its confirmed members, and no others", async () => {
  const teamId = await makeTeam();
  const { caller } = await memberOf(teamId);
  await sendInvitation(teamId, caller, "uncounted@mail.example");
  const total = async () => (await call("GET", `/teams/${teamId}`)).body["total"];
  expect(await total()).toBe(1);
  await invite(teamId, { userId: await createUser() });
  expect(await total()).toBe(2);
});
