/** Making teams (docs/spec/teams.md). */
import { describe, expect, test } from "vitest";
import { guest } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { dumpOfDeeds, rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { bareMembership, bareTeam, listMembers, meanwhile, readTeam, someone } from "../harness/teams.ts";
import { fresh, generatedId } from "../harness/users.ts";

const create = (body: object, options: CallOptions = {}) => call("POST", "/teams", { ...options, body });

describe("a team", () => {
  test("that a key makes has no members", async () => {
    const teamId = fresh("Team.");
    const { body, status } = await create({ teamId, name: "Crew", roles: ["pilot"] });
    expect({ status, body }).toEqual({ status: 201, body: { ...bareTeam, $id: teamId } });
    expect(await readTeam(teamId)).toEqual(body);
    expect((await listMembers(teamId)).body).toEqual({ total: 0, memberships: [] });
  });

  test("that a user makes has them as its first member, an owner with any other given roles", async () => {
    const { caller, userId } = await someone({ name: "Ann", email: "founder@mail.example" });
    const { body, status } = await create(
      { teamId: "unique()", name: "Crew", roles: ["pilot", "cook", "pilot"] },
      caller,
    );
    expect({ status, body }).toEqual({ status: 201, body: { ...bareTeam, total: 1 } });
    const teamId = String(body["$id"]);
    expect((await listMembers(teamId)).body["memberships"]).toMatchObject([
      {
        ...bareMembership,
        teamId,
        userId,
        userName: "Ann",
        userEmail: "founder@mail.example",
        joined: body["$createdAt"],
        confirm: true,
        userAccessedAt: expect.anything(),
        roles: ["pilot", "cook", "owner"],
      },
    ]);
  });

  test("that a user makes without roles has its owner, and no role twice", async () => {
    const { caller } = await someone();
    for (const body of [{}, { roles: null }, { roles: [] }, { roles: ["owner"] }]) {
      const { body: team } = await create({ teamId: "unique()", name: "Crew", ...body }, caller);
      expect((await listMembers(String(team["$id"]))).body["memberships"]).toMatchObject([{ roles: ["owner"] }]);
    }
  });

  test("is given an id where it asks for one", async () => {
    expect((await create({ teamId: "unique()", name: "Crew" })).body["$id"]).toEqual(generatedId);
  });

  test("with an id that another has, in any case, is refused, and changes nothing", async () => {
    const teamId = fresh("taken");
    await create({ teamId, name: "Crew" });
    const { caller } = await someone();
    const before = await dumpOfDeeds();
    for (const options of [{}, caller]) {
      expectRefusal(await create({ teamId: teamId.toUpperCase(), name: "Crew" }, options), "team_already_exists");
    }
    expect(await dumpOfDeeds()).toEqual(before);
  });

  test("of a user who is deleted meanwhile is not created, and an existing team of that id is untouched", async () => {
    const { caller, userId } = await someone();
    const teamId = fresh("team");
    await create({ teamId, name: "Crew" });
    const before = await readTeam(teamId);
    const fetch = meanwhile('insert into "teams"', () => call("DELETE", `/users/${userId}`));
    expectRefusal(await create({ teamId, name: "Other" }, { ...caller, fetch }), "general_unauthorized_scope");
    expect(await readTeam(teamId)).toEqual(before);
    const [totals] = await rows("SELECT teams, (SELECT count(*) FROM teams) AS there FROM user_totals");
    expect(totals?.["teams"]).toBe(totals?.["there"]);
  });

  test("is logged with its creator", async () => {
    const { caller, userId } = await someone();
    const [byKey, byUser] = [fresh("team"), fresh("team")];
    await create({ teamId: byKey, name: "Crew" });
    await create({ teamId: byUser, name: "Crew" }, caller);
    const noted = (teamId: string) =>
      rows("SELECT event, actor_type, actor_id, user_seq FROM logs WHERE resource = ?", `team/${teamId}`);
    const event = { event: "team.create", user_seq: null };
    expect(await noted(byKey)).toEqual([{ ...event, actor_type: "key", actor_id: "" }]);
    expect(await noted(byUser)).toEqual([{ ...event, actor_type: "user", actor_id: userId }]);
  });

  test("accepts a name of 128 characters and 100 roles of 81, and no more", async () => {
    const { caller } = await someone();
    const fits = {
      teamId: "unique()",
      name: "é".repeat(128),
      roles: Array.from({ length: 100 }, (_, i) => `r${i}`.padEnd(81, "-")),
    };
    expect((await create(fits, caller)).status).toBe(201);
    for (const [name, value] of [
      ["name", "é".repeat(129)],
      ["name", ""],
      ["name", 7],
      ["roles", [...fits.roles, "more"]],
      ["roles", ["r".repeat(82)]],
      ["roles", ["-r"]],
      ["roles", ["two words"]],
      ["roles", [""]],
      ["roles", "owner"],
      ["teamId", "_team"],
    ] as const) {
      expectInvalid(await create({ ...fits, [name]: value }), name);
    }
    expectMissing(await create({ name: "Crew" }), "teamId");
    expectMissing(await create({ teamId: "unique()" }), "name");
  });

  test("is refused without an account or a key for teams", async () => {
    expectRefusal(await create({ teamId: "unique()", name: "Crew" }, guest()), "general_unauthorized_scope");
    const key = await createKey({ scopes: ["teams.read"] });
    expectRefusal(await create({ teamId: "unique()", name: "Crew" }, { key }), "general_unauthorized_scope");
  });
});
