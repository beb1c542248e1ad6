/**
 * The fields that members see of one another (docs/spec/project.md#policy-effects): those of the policy; keys see
 * everything.
 */
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { idsOf, query } from "../harness/lists.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { bareMembership, listMembers, makeTeam, memberOf, someone } from "../harness/teams.ts";
import { date, fresh } from "../harness/users.ts";
import { resetSettings, setPolicy } from "../policies/policies.ts";

type Member = Awaited<ReturnType<typeof memberOf>>;

let teamId: string;
let owner: Member;
let cook: Member;

beforeAll(async () => {
  teamId = await makeTeam();
  owner = await memberOf(teamId);
  const fields = { userId: "Private.Cook", name: "Ann", email: "ann@mail.example", phone: "+4930300001" };
  cook = await memberOf(teamId, ["cook"], fields);
  await rows("UPDATE users SET mfa = 1, email_verification = 1 WHERE id = 'Private.Cook'");
});
afterEach(resetSettings);

/** Each field, the setting that shows it, and its value then. */
const fields = [
  ["userId", "userId", "Private.Cook"],
  ["userName", "userName", "Ann"],
  ["userEmail", "userEmail", "ann@mail.example"],
  ["userPhone", "userPhone", "+4930300001"],
  ["userMFA", "mfa", true],
  ["userAccessedAt", "userAccessedAt", date],
] as const;

const read = async (caller: CallOptions = owner.caller) =>
  (await call("GET", `/teams/${teamId}/memberships/${cook.membershipId}`, caller)).body;
const hidden = () => ({
  ...bareMembership,
  $id: cook.membershipId,
  teamId,
  joined: date,
  confirm: true,
  roles: ["cook"],
});
const all = Object.fromEntries(fields.map(([, field, value]) => [field, value]));

describe("a member is shown to others", () => {
  test("without anything of the user, at first", async () => {
    expect(await read()).toEqual(hidden());
    expect((await listMembers(teamId, {}, owner.caller)).body["memberships"]).toContainEqual(hidden());
  });

  test.each(fields)("with the fields that %s opens only", async (policy, field, value) => {
    await setPolicy("membership-privacy", { [policy]: true });
    const shown = { ...hidden(), [field]: value };
    expect(await read()).toEqual(shown);
    expect((await listMembers(teamId, {}, owner.caller)).body["memberships"]).toContainEqual(shown);
  });

  test("with all fields where all are open; a key always", async () => {
    expect(await read({})).toEqual({ ...hidden(), ...all });
    await setPolicy("membership-privacy", Object.fromEntries(fields.map(([policy]) => [policy, true])));
    expect(await read()).toEqual({ ...hidden(), ...all });
  });

  test("with only their user id, in the answer to the owner's change of their roles", async () => {
    const path = `/teams/${teamId}/memberships/${cook.membershipId}`;
    const { body } = await call("PATCH", path, { ...owner.caller, body: { roles: ["cook"] } });
    expect(body).toEqual({ ...hidden(), userId: "Private.Cook" });
  });
});

describe("members see themselves", () => {
  const own = async () => {
    const { body } = await call("GET", `/teams/${teamId}/memberships/${owner.membershipId}`);
    return body;
  };

  test("with all fields, whatever the policy hides of the others", async () => {
    const shown = await own();
    expect(shown).toMatchObject({ userId: owner.userId });
    expect((await call("GET", `/teams/${teamId}/memberships/${owner.membershipId}`, owner.caller)).body).toEqual(shown);
    expect((await listMembers(teamId, {}, owner.caller)).body).toMatchObject({ memberships: [shown, hidden()] });
  });

  test("and find only themselves by fields that are hidden of the others", async () => {
    const found = async (parameters: Parameters<typeof listMembers>[1]) =>
      idsOf(await listMembers(teamId, parameters, owner.caller), "memberships").ids;
    expect(await found({ queries: [query("equal", "userId", owner.userId)] })).toEqual([owner.membershipId]);
    expect(await found({ search: owner.userId })).toEqual([owner.membershipId]);
    expect(await found({ queries: [query("equal", "userId", "Private.Cook")] })).toEqual([]);
  });
});

describe("hidden fields cannot be probed by queries", () => {
  const found = async (...queries: readonly ReturnType<typeof query>[]) =>
    idsOf(await listMembers(teamId, { queries }, owner.caller), "memberships").ids;

  test("of ids", async () => {
    expect(await found(query("equal", "userId", "Private.Cook"))).toEqual([]);
    expect(await found(query("startsWith", "userId", "private"))).toEqual([]);
    expect(await found(query("notEqual", "userId", "nobody"))).toEqual([owner.membershipId]);
    expect(idsOf(await listMembers(teamId, { search: "private" }, owner.caller), "memberships").ids).toEqual([]);
    const cursor = [query("orderAsc", "userId"), query("cursorAfter", undefined, cook.membershipId)];
    expectRefusal(await listMembers(teamId, { queries: cursor }, owner.caller), "database_query_order_null");
  });

  test("and is found where it is shown", async () => {
    await setPolicy("membership-privacy", { userId: true });
    expect(await found(query("equal", "userId", "Private.Cook"))).toEqual([cook.membershipId]);
    expect(idsOf(await listMembers(teamId, { search: "private" }, owner.caller), "memberships").ids).toEqual([
      cook.membershipId,
    ]);
    expect(idsOf(await listMembers(teamId, { search: cook.membershipId }, owner.caller), "memberships").ids).toEqual([
      cook.membershipId,
    ]);
  });

  test("of memberships, which their own ids do find", async () => {
    const { ids } = idsOf(await listMembers(teamId, { search: cook.membershipId }, owner.caller), "memberships");
    expect(ids).toEqual([cook.membershipId]);
  });
});

describe("an owner who invites by id", () => {
  const invite = async () => {
    const { userId } = await someone({ name: "Nia", email: `${fresh()}@mail.example` });
    const body = { userId, roles: [], url: "http://localhost/join" };
    return (await call("POST", `/teams/${teamId}/memberships`, { ...owner.caller, body })).body;
  };

  test("is shown no name and no email, which any owner of a team could read", async () => {
    expect(await invite()).toMatchObject({ userName: "", userEmail: "" });
  });

  test("is shown them where the policy does", async () => {
    await setPolicy("membership-privacy", { userName: true, userEmail: true });
    expect(await invite()).toMatchObject({ userName: "Nia", userEmail: expect.stringContaining("@") });
  });
});
