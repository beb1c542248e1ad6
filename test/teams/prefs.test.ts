/** A team's preferences (docs/spec/teams.md). */
import { describe, expect, test } from "vitest";
import { call, type CallOptions } from "../harness/client.ts";
import { dumpOfDeeds, rows } from "../harness/database.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { makeTeam, memberOf, readTeam, someone } from "../harness/teams.ts";

const put = (teamId: string, prefs: unknown, options: CallOptions = {}) =>
  call("PUT", `/teams/${teamId}/prefs`, { ...options, body: { prefs } });

describe("a team's preferences", () => {
  test("are replaced as a whole, and shown as they are", async () => {
    const teamId = await makeTeam();
    for (const prefs of [{ theme: "dark", nested: { list: [1, null, "é"] } }, { theme: "light" }, {}]) {
      const { body, status } = await put(teamId, prefs);
      expect({ status, body }).toEqual({ status: 200, body: prefs });
      expect((await call("GET", `/teams/${teamId}/prefs`)).body).toEqual(prefs);
      expect((await readTeam(teamId))["prefs"]).toEqual(prefs);
    }
  });

  test("can be changed by owners, and read by every member", async () => {
    const teamId = await makeTeam();
    const [owner, cook, stranger] = [await memberOf(teamId), await memberOf(teamId, ["cook"]), await someone()];
    const before = await dumpOfDeeds();
    expectRefusal(await put(teamId, { theme: "dark" }, cook.caller), "user_unauthorized");
    expectRefusal(await put(teamId, { theme: "dark" }, stranger.caller), "team_not_found");
    expect(await dumpOfDeeds()).toEqual(before);
    expect((await put(teamId, { theme: "dark" }, owner.caller)).status).toBe(200);
    expect((await call("GET", `/teams/${teamId}/prefs`, cook.caller)).body).toEqual({ theme: "dark" });
  });

  test("are any object of 65,535 bytes at most", async () => {
    const teamId = await makeTeam();
    const sized = (bytes: number) => ({ k: "x".repeat(bytes - 8) });
    expect((await put(teamId, sized(65_535))).status).toBe(200);
    for (const prefs of [sized(65_536), ["a"], "{}", 7]) expectInvalid(await put(teamId, prefs), "prefs");
    expectMissing(await put(teamId, undefined), "prefs");
  });

  test("are a 404 where there is no team", async () => {
    expectRefusal(await put("nobody", {}), "team_not_found");
  });

  test("are logged", async () => {
    const teamId = await makeTeam();
    await put(teamId, {});
    const noted = await rows("SELECT event FROM logs WHERE resource = ? ORDER BY seq DESC LIMIT 1", `team/${teamId}`);
    expect(noted).toEqual([{ event: "team.update" }]);
  });
});
