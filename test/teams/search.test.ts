/** Searching teams and memberships (docs/spec/teams.md#routes, docs/spec/users.md#memberships). */
import { beforeAll, describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { idsOf } from "../harness/lists.ts";
import { expectInvalid } from "../harness/refusal.ts";
import { listMembers, listMemberships, listTeams, makeMember, makeTeam } from "../harness/teams.ts";
import { createUser } from "../harness/users.ts";

beforeAll(async () => {
  await makeTeam({ teamId: "night-watch", name: "The Wall's Brothers" });
  await makeTeam({ teamId: "kitchen", name: "Cooks of the wall" });
});

const found = async (search: string) => idsOf(await listTeams({ search }), "teams").ids;

describe("a search among teams", () => {
  test.each([
    ["wall", ["night-watch", "kitchen"]],
    ["WALL bro", ["night-watch"]],
    ["night", ["night-watch"]],
    ["watch", ["night-watch"]],
    ["kitchen cooks", ["kitchen"]],
    ['"of the wall"', ["kitchen"]],
    ["all", []],
    ["cooks night", []],
    [">", []],
  ])("finds words of the name and the id: %s", async (text, ids) => {
    expect(await found(text)).toEqual(ids);
  });

  test("has no words of a deleted team", async () => {
    const words = () => rows("SELECT word FROM search_words WHERE kind = 'team' AND word GLOB 'ephem*'");
    const teamId = await makeTeam({ teamId: "ephemeral", name: "Ephemera" });
    expect(await words()).toHaveLength(2);
    await call("DELETE", `/teams/${teamId}`);
    expect(await words()).toEqual([]);
  });

  test("is of at most 256 characters", async () => {
    expect((await listTeams({ search: "x".repeat(256) })).status).toBe(200);
    expectInvalid(await listTeams({ search: "x".repeat(257) }), "search");
    expectInvalid(await listTeams({ search: "" }), "search");
  });
});

describe("a search among memberships", () => {
  test("finds them by the ids of membership and user, among those that are meant", async () => {
    const [ann, bob] = [await createUser({ userId: "ann.lee" }), await createUser({ userId: "bob-lee" })];
    const [mine, other] = [await makeTeam(), await makeTeam()];
    const [first, second] = [await makeMember(mine, ann), await makeMember(mine, bob)];
    const third = await makeMember(other, ann);
    const members = async (search: string) => idsOf(await listMembers(mine, { search }), "memberships");
    const memberships = async (search: string) => idsOf(await listMemberships(ann, { search }), "memberships");
    expect(await members("lee")).toEqual({ total: 2, ids: [first, second] });
    expect(await members("ANN")).toEqual({ total: 1, ids: [first] });
    expect(await members(second)).toEqual({ total: 1, ids: [second] });
    expect(await members(third)).toEqual({ total: 0, ids: [] });
    expect(await memberships("lee")).toEqual({ total: 2, ids: [first, third] });
    expect(await memberships(`${third} ann`)).toEqual({ total: 1, ids: [third] });
    expect(await memberships("bob")).toEqual({ total: 0, ids: [] });
  });
});
