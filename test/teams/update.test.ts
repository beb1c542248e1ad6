/** Renaming a team (docs/spec/teams.md). */
import { describe, expect, test } from "vitest";
import { call, type CallOptions } from "../harness/client.ts";
import { dumpOfDeeds, rows } from "../harness/database.ts";
import { idsOf } from "../harness/lists.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { listTeams, makeTeam, meanwhile, memberOf, readTeam, someone } from "../harness/teams.ts";

const rename = (teamId: string, name: unknown, options: CallOptions = {}) =>
  call("PUT", `/teams/${teamId}`, { ...options, body: { name } });

describe("a team's new name", () => {
  test("is shown, and nothing else changes", async () => {
    const teamId = await makeTeam();
    const before = await readTeam(teamId);
    const { body, status } = await rename(teamId, "Night watch");
    expect({ status, body }).toEqual({
      status: 200,
      body: { ...before, name: "Night watch", $updatedAt: body["$updatedAt"] },
    });
    expect(Date.parse(String(body["$updatedAt"]))).toBeGreaterThanOrEqual(Date.parse(String(before["$updatedAt"])));
    expect(await readTeam(teamId)).toEqual(body);
  });

  test("is found by search and queries, and the old one is not", async () => {
    const teamId = await makeTeam({ name: "Émile's cooks" });
    const found = async (search: string) => idsOf(await listTeams({ search }), "teams").ids;
    expect(await found("emile")).toEqual([teamId]);
    await rename(teamId, "Señor cooks");
    expect(await found("emile")).toEqual([]);
    expect(await found("senor cooks")).toEqual([teamId]);
    const [equal] = [{ method: "equal", attribute: "name", values: ["senor COOKS"] }];
    expect(idsOf(await listTeams({ queries: [equal] }), "teams").ids).toEqual([teamId]);
  });

  test("can be given only by an owner; strangers get a 404", async () => {
    const teamId = await makeTeam();
    const [owner, cook, stranger] = [
      await memberOf(teamId),
      await memberOf(teamId, ["cook", "owner2"]),
      await someone(),
    ];
    const before = await dumpOfDeeds();
    expectRefusal(
      await rename(teamId, "Ours", cook.caller),
      "user_unauthorized",
      "Only an owner of the team may do this.",
    );
    expectRefusal(await rename(teamId, "Ours", stranger.caller), "team_not_found");
    expect(await dumpOfDeeds()).toEqual(before);
    expect((await rename(teamId, "Ours", owner.caller)).body).toMatchObject({ name: "Ours" });
  });

  test("is refused to a user who has ceased to be an owner by the time of the write", async () => {
    const teamId = await makeTeam();
    const { caller, membershipId } = await memberOf(teamId);
    const fetch = meanwhile('update "teams"', () =>
      call("PATCH", `/teams/${teamId}/memberships/${membershipId}`, { body: { roles: [] } }),
    );
    expectRefusal(await rename(teamId, "Ours", { ...caller, fetch }), "user_unauthorized");
    expect(await readTeam(teamId)).toMatchObject({ name: "Crew" });
    expect(idsOf(await listTeams({ search: `${teamId} ours` }), "teams").ids).toEqual([]);
  });

  test("is in the log", async () => {
    const teamId = await makeTeam();
    await rename(teamId, "Ours");
    const noted = await rows("SELECT event FROM logs WHERE resource = ? ORDER BY seq", `team/${teamId}`);
    expect(noted).toEqual([{ event: "team.create" }, { event: "team.update" }]);
  });

  test("is refused for an invalid name, and for an unknown team", async () => {
    const teamId = await makeTeam();
    expectMissing(await rename(teamId, undefined), "name");
    expectInvalid(await rename(teamId, ""), "name");
    expectInvalid(await rename(teamId, "x".repeat(129)), "name");
    expectRefusal(await rename("nobody", "Ours"), "team_not_found");
  });
});
