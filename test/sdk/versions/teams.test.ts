/** The published SDKs, unmodified, against the Worker: every served method of `teams`, and a user's memberships. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { lastMessageTo } from "../../harness/outbox.ts";
import { notServedOf } from "../conformance/not-served.ts";
import { callsOfServers, callsOfUsers, email, type Invitation, type TeamCall } from "../conformance/team-calls.ts";
import { contractProblems } from "../harness/contract.ts";
import { expectEveryMethod } from "../harness/coverage.ts";
import { record, type Recorder } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { type AccountSdk, accountSdks, callAnyhow, newestSdk, sdks } from "../harness/sdks.ts";
import { startServer } from "../harness/server.ts";

describe.each<AccountSdk>(accountSdks)("$name", (sdk) => {
  let recorder: Recorder;
  /** The session secrets of the people who have a session. */
  const sessions = new Map<TeamCall["as"], string>();

  beforeAll(async () => {
    recorder = await record(await startServer({ RATE_LIMITS: "off" }));
    // Calls that users' own code cannot make.
    const { users } = newestSdk.connect(recorder);
    for (const person of ["founder", "stranger"] as const) {
      await users.create({ userId: person, email: `${person}@psg.fr`, name: person });
      sessions.set(person, (await users.createSession({ userId: person })).secret);
    }
  });
  afterAll(() => recorder.stop());

  function connect(who: TeamCall["as"]) {
    const { endpoint, key, projectId } = recorder;
    const session = sessions.get(who);
    return sdk.connect({
      endpoint,
      projectId,
      ...(who === "server" && { key }),
      ...(session !== undefined && { session }),
    });
  }

  let found: Invitation | undefined;
  /** The sent invitation, once it is there: it is sent after the answer. */
  async function invitation(): Promise<Invitation> {
    if (found !== undefined) return found;
    const { text } = await vi.waitFor(() => lastMessageTo(recorder.kv, email), { timeout: 10_000 });
    const { searchParams } = new URL(/https?:\/\/\S+/.exec(text)?.[0] ?? expect.fail("The message has no link."));
    const [membershipId, userId, secret] = ["membershipId", "userId", "secret"].map((name) => searchParams.get(name));
    found = { membershipId: membershipId ?? "", userId: userId ?? "", secret: secret ?? "" };
    return found;
  }

  const calls = [...callsOfUsers, ...(sdk.version === 28 ? [] : callsOfServers)];

  test("every method is called both to succeed and to be refused, or is listed as not served", () => {
    expectEveryMethod("teams", sdk.methods.teams, calls);
  });

  for (const call of calls) {
    test(`${call.method} as ${call.as} ${call.does}`, async () => {
      const result = connect(call.as).teams(call.method, await call.parameters(invitation));
      if ("gives" in call) expect(await result).toEqual(call.gives(sdk));
      else await expectRefusal(sdk, recorder, result, call.refuses);
    });
  }

  test.each(notServedOf("teams", sdk.methods.teams))("%s has no route", async (name) => {
    const refusal = { code: 404, type: "general_route_not_found" };
    await expectRefusal(sdk, recorder, callAnyhow(connect("founder").services.teams, name), refusal);
  });

  test("every answer keeps the contract", () => {
    expect(recorder.exchanges.length).toBeGreaterThan(calls.length);
    expect(recorder.exchanges.flatMap(contractProblems)).toEqual([]);
  });
});

describe.each(sdks)("node-appwrite $version", (sdk) => {
  let recorder: Recorder;
  beforeAll(async () => {
    recorder = await record(await startServer());
  });
  afterAll(() => recorder.stop());

  test("lists the memberships of a user", async () => {
    const { teams, users } = sdk.connect(recorder);
    await users.create({ userId: "ivy", email, name: "Ivy" });
    for (const role of ["cook", "pilot"]) {
      await teams("create", { teamId: `${role}s`, name: `The ${role}s` });
      await teams("createMembership", { teamId: `${role}s`, userId: "ivy", roles: [role] });
    }
    const { memberships, total } = await users.listMemberships({ userId: "ivy" });
    expect(total).toBe(2);
    expect(memberships).toMatchObject([
      { teamName: "The cooks", userName: "Ivy", userEmail: email, roles: ["cook"], confirm: true },
      { teamName: "The pilots", roles: ["pilot"] },
    ]);
    if (sdk.version === 14) return;
    const queries = [sdk.query.contains("roles", ["pilot"])];
    const page = await users.listMemberships({ userId: "ivy", queries, search: "ivy" });
    expect(page).toMatchObject({ total: 1, memberships: [{ teamId: "pilots" }] });
    expect(recorder.exchanges.flatMap(contractProblems)).toEqual([]);
  });
});
