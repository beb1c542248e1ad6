/** Lists of teams (docs/spec/queries.md, docs/spec/teams.md#routes): of all for a key, of their own for a user. */
import { beforeAll, describe, expect, test } from "vitest";
import { guest } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { idsOf, type Query, query } from "../harness/lists.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import {
  bareTeam,
  listTeams,
  makeMember,
  makeTeam,
  memberOf,
  readTeam,
  sendInvitation,
  someone,
} from "../harness/teams.ts";
import { createUser } from "../harness/users.ts";

/** Teams of this file, in the order of creation; the last one has the most members. */
const names = ["Añil", "beta", "Beta two", "gamma"];
const ids = names.map((_, index) => `team${index}`);
let caller: CallOptions;
let userId: string;

beforeAll(async () => {
  for (const [index, name] of names.entries()) await makeTeam({ teamId: `team${index}`, name });
  ({ caller, userId } = await someone({ email: "reader@mail.example" }));
  await makeMember("team1", userId, ["cook"]);
  await makeMember("team3", userId, ["owner"]);
  await makeMember("team3", await createUser());
  const { caller: owner } = await memberOf("team2");
  await sendInvitation("team2", owner, "reader@mail.example");
});

const found = async (queries: readonly Query[], options: CallOptions = {}) =>
  idsOf(await listTeams({ queries }, options), "teams");

describe("a key's list", () => {
  test("shows every team as it is, the oldest first, and counts them", async () => {
    const { body, status } = await listTeams();
    expect({ status, body }).toEqual({
      status: 200,
      body: { total: 4, teams: await Promise.all(ids.map((id) => readTeam(id))) },
    });
    expect(body["teams"]).toMatchObject([
      { ...bareTeam, $id: "team0", name: "Añil" },
      { total: 1 },
      { total: 1 },
      { total: 2 },
    ]);
  });

  test("counts no rows where asked not to", async () => {
    expect(idsOf(await listTeams({ total: "false" }), "teams")).toEqual({ total: 0, ids });
  });

  test.each([
    [query("equal", "name", "anil"), ["team0"]],
    [query("startsWith", "name", "BETA"), ["team1", "team2"]],
    [query("equal", "total", 2), ["team3"]],
    [query("lessThan", "total", 1), ["team0"]],
    [query("equal", "$id", "team1", "team2", "nobody"), ["team1", "team2"]],
    [query("orderDesc", "name"), ["team3", "team2", "team1", "team0"]],
    [query("orderDesc", "total"), ["team3", "team2", "team1", "team0"]],
    [query("orderDesc", "$createdAt"), ["team3", "team2", "team1", "team0"]],
    [query("orderDesc", "$sequence"), ["team3", "team2", "team1", "team0"]],
    [query("notEqual", "name", "beta"), ["team0", "team2", "team3"]],
    [query("contains", "name", "mm"), ["team3"]],
  ])("can be ordered by %j", async (asked, expected) => {
    expect((await found([asked])).ids).toEqual(expected);
  });

  test("is paged by limit, offset and cursor", async () => {
    expect(await found([query("limit", undefined, 2), query("offset", undefined, 1)])).toEqual({
      total: 4,
      ids: ids.slice(1, 3),
    });
    expect((await found([query("cursorAfter", undefined, "team1")])).ids).toEqual(["team2", "team3"]);
    expect((await found([query("cursorBefore", undefined, "team1")])).ids).toEqual(["team0"]);
    expectRefusal(
      await listTeams({ queries: [query("cursorAfter", undefined, "nobody")] }),
      "general_cursor_not_found",
    );
  });

  test("has no other attributes, and no search", async () => {
    const text = "Invalid query: Attribute not found in schema: prefs";
    expectInvalid(await listTeams({ queries: [query("equal", "prefs", "{}")] }), "queries", text);
    expectInvalid(await listTeams({ queries: [query("select", undefined, "name")] }), "queries");
    expectRefusal(await listTeams({ queries: [query("search", "name", "beta")] }), "general_query_invalid");
  });
});

describe("a user's list", () => {
  test("shows the teams that they are in, and counts those: not one that they are only invited to", async () => {
    const { body } = await listTeams({}, caller);
    expect(body).toEqual({ total: 2, teams: [await readTeam("team1"), await readTeam("team3")] });
  });

  test("is empty for a user in no team", async () => {
    const { caller: nobody } = await someone();
    expect(idsOf(await listTeams({}, nobody), "teams")).toEqual({ total: 0, ids: [] });
  });

  test.each([
    [query("startsWith", "name", "beta"), { total: 1, ids: ["team1"] }],
    [query("orderDesc", "name"), { total: 2, ids: ["team3", "team1"] }],
    [query("equal", "$id", "team0", "team1"), { total: 1, ids: ["team1"] }],
    [query("limit", undefined, 1), { total: 2, ids: ["team1"] }],
    [query("cursorAfter", undefined, "team1"), { total: 2, ids: ["team3"] }],
    [query("cursorBefore", undefined, "team3"), { total: 2, ids: ["team1"] }],
  ])("can be ordered by %j", async (asked, expected) => {
    expect(await found([asked], caller)).toEqual(expected);
  });

  test("reveals no other team: not by a cursor, and not by search", async () => {
    for (const teamId of ["team0", "team2", "nobody"]) {
      const answer = await listTeams({ queries: [query("cursorAfter", undefined, teamId)] }, caller);
      expectRefusal(answer, "general_cursor_not_found");
    }
    expect(idsOf(await listTeams({ search: "beta" }, caller), "teams")).toEqual({ total: 1, ids: ["team1"] });
    expect(idsOf(await listTeams({ search: "anil" }, caller), "teams")).toEqual({ total: 0, ids: [] });
  });

  test("omits a team that they have left", async () => {
    const { caller: leaver, membershipId } = await memberOf("team0", []);
    expect(idsOf(await listTeams({}, leaver), "teams").ids).toEqual(["team0"]);
    await call("DELETE", `/teams/team0/memberships/${membershipId}`, leaver);
    expect(idsOf(await listTeams({}, leaver), "teams")).toEqual({ total: 0, ids: [] });
  });

  test("requires an account", async () => {
    expectRefusal(await listTeams({}, guest()), "general_unauthorized_scope");
  });
});
