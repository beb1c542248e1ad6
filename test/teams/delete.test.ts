/** Deleting a team (docs/spec/teams.md). */
import { describe, expect, test } from "vitest";
import { call, type CallOptions } from "../harness/client.ts";
import { dump, type Row, rows } from "../harness/database.ts";
import { idsOf } from "../harness/lists.ts";
import { expectRefusal } from "../harness/refusal.ts";
import {
  listMemberships,
  listTeams,
  makeMember,
  makeTeam,
  memberOf,
  sendInvitation,
  someone,
} from "../harness/teams.ts";
import { createUser, fresh } from "../harness/users.ts";

const remove = (teamId: string, options: CallOptions = {}) => call("DELETE", `/teams/${teamId}`, options);

/** The log and the traces of messages do not count. AUTOINCREMENT's own table keeps the used numbers. */
const comparable = (tables: Readonly<Record<string, readonly Row[]>>) => ({
  ...tables,
  logs: [],
  messages: [],
  rate_limits: [],
  sqlite_sequence: [],
});

describe("the deletion of a team", () => {
  test("is 204 and empty: the team is gone, its id free", async () => {
    const teamId = await makeTeam();
    expect(await remove(teamId)).toMatchObject({ status: 204, text: "" });
    expectRefusal(await call("GET", `/teams/${teamId}`), "team_not_found");
    expectRefusal(await remove(teamId), "team_not_found");
    expect(await makeTeam({ teamId: teamId.toUpperCase() })).toBe(teamId.toUpperCase());
  });

  test("deletes everything of the team, and nothing of another team", async () => {
    const [member, other] = [await createUser(), await makeTeam()];
    await makeMember(other, member, ["cook"]);
    const owner = await someone();
    await createUser({ email: "left@mail.example" });
    const before = await dump();
    const teamId = await makeTeam({ name: "To be gone" }, owner.caller);
    await makeMember(teamId, member);
    await sendInvitation(teamId, owner.caller, "left@mail.example");
    const grown = await dump();
    expect(grown["memberships"]).toHaveLength((before["memberships"]?.length ?? 0) + 3);

    expect((await remove(teamId)).status).toBe(204);
    expect(comparable(await dump())).toEqual(comparable(before));
    expect((await listMemberships(member)).body).toMatchObject({ total: 1, memberships: [{ teamId: other }] });
    expect(idsOf(await listTeams({ search: "gone" }), "teams")).toEqual({ total: 0, ids: [] });
  });

  test("requires an owner; other members are refused, and strangers get a 404", async () => {
    const teamId = await makeTeam();
    const [owner, cook, stranger] = [await memberOf(teamId), await memberOf(teamId, ["cook"]), await someone()];
    const before = await dump();
    expectRefusal(await remove(teamId, cook.caller), "user_unauthorized");
    expectRefusal(await remove(teamId, stranger.caller), "team_not_found");
    expect(await dump()).toEqual(before);
    expect((await remove(teamId, owner.caller)).status).toBe(204);
  });

  test("is counted and logged", async () => {
    const count = async () => (await rows("SELECT teams FROM user_totals"))[0]?.["teams"];
    const before = await count();
    const teamId = await makeTeam();
    expect(await count()).toBe(Number(before) + 1);
    await remove(teamId);
    expect(await count()).toBe(before);
    await remove(teamId);
    expect(await count()).toBe(before);
    const noted = await rows("SELECT event FROM logs WHERE resource = ? ORDER BY seq", `team/${teamId}`);
    expect(noted).toEqual([{ event: "team.create" }, { event: "team.delete" }]);
  });

  test("ends its invitations", async () => {
    const owner = await someone();
    const teamId = await makeTeam({ teamId: fresh("team") }, owner.caller);
    const { membershipId, secret, userId } = await sendInvitation(teamId, owner.caller, "late@mail.example");
    await remove(teamId);
    const path = `/teams/${teamId}/memberships/${membershipId}/status`;
    expectRefusal(await call("PATCH", path, { body: { userId, secret } }), "membership_not_found");
  });
});
