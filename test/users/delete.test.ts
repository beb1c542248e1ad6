import { beforeAll, describe, expect, test } from "vitest";
import { bearing, beginSession, createToken } from "../harness/account.ts";
import { createApp, createCodes, setChallenge } from "../harness/cases/needs.ts";
import { call } from "../harness/client.ts";
import { dump, type Row, rows } from "../harness/database.ts";
import { makeIdentity } from "../harness/identities.ts";
import { idsOf, list, search } from "../harness/lists.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";

import { makeTarget } from "../harness/targets.ts";
import { makeMember, makeTeam } from "../harness/teams.ts";
import { createUser, readUser } from "../harness/users.ts";

const remove = (userId: string) => call("DELETE", `/users/${userId}`);

beforeAll(() => makeTeam({ teamId: "everybody" }));

/** A user with something in every table. */
async function fullUser(userId: string, email: string, phone: string) {
  await createUser({ userId, email, phone, name: "Ann Lee", password: "password" });
  await call("PUT", `/users/${userId}/labels`, { body: { labels: ["vip", "pro"] } });
  await call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: true } });
  await makeIdentity(userId, { id: `identity-${userId}`, providerEmail: `github-${email}` });
  await makeTarget(userId, { targetId: `push-${userId}`, identifier: `device-${userId}` });
  const { secret } = await beginSession(userId);
  await createToken(userId);
  await createCodes(userId);
  await createApp(secret);
  await setChallenge(userId, secret);
  await makeMember("everybody", userId);
  const device = { targetId: `own-${userId}`, identifier: `own-device-${userId}` };
  await call("POST", "/account/targets/push", { ...bearing(secret), body: device });
}

/** The tables with rows of users. */
const ownTables = [
  "authenticators",
  "challenges",
  "identities",
  "memberships",
  "recovery_codes",
  "search_words",
  "sessions",
  "targets",
  "tokens",
  "user_labels",
  "users",
];

/** How many rows each table has, without the log. */
async function counts(): Promise<Readonly<Record<string, number>>> {
  const { logs: _, ...tables } = await dump();
  return Object.fromEntries(Object.entries(tables).map(([name, { length }]) => [name, length]));
}

describe("a deletion", () => {
  test("is 204 and empty, and the user is gone", async () => {
    const userId = await createUser();
    expect(await remove(userId)).toMatchObject({ status: 204, text: "" });
    expectRefusal(await call("GET", `/users/${userId}`), "user_not_found");
    expectRefusal(await call("GET", `/users/${userId}/prefs`), "user_not_found");
    expectRefusal(await call("PATCH", `/users/${userId}/name`, { body: { name: "x" } }), "user_not_found");
  });

  test("a second time is a 404, and changes nothing", async () => {
    const userId = await createUser();
    await remove(userId);
    const before = await dump();
    expectRefusal(await remove(userId), "user_not_found");
    expectRefusal(await remove("never-existed"), "user_not_found");
    expect(await dump()).toEqual(before);
  });

  test("deletes everything of the user's, from every table but the log and the ids, and nothing of another user's", async () => {
    await fullUser("stays", "stays@example.com", "+15550000001");
    const before = await dump();
    await fullUser("goes", "goes@example.com", "+15550000002");
    const grown = await counts();
    for (const table of ownTables) {
      expect({ table, rows: grown[table] }).not.toEqual({ table, rows: before[table]?.length });
    }
    expect((await remove("goes")).status).toBe(204);

    const after = await dump();
    // AUTOINCREMENT's own table keeps the used numbers on purpose.
    const comparable = (tables: Readonly<Record<string, readonly Row[]>>) => ({
      ...tables,
      logs: [],
      // The user's requests stay counted until their window ends.
      rate_limits: [],
      sqlite_sequence: [],
      deleted_users: [],
    });
    expect(comparable(after)).toEqual(comparable(before));
    expect(after["deleted_users"]).toContainEqual({ id: "goes" });
  });

  test("is counted", async () => {
    const [{ users: before = 0 } = {}] = await rows("SELECT users FROM user_totals");
    const userId = await createUser();
    expect(await rows("SELECT users FROM user_totals")).toEqual([{ users: Number(before) + 1 }]);
    await remove(userId);
    expect(await rows("SELECT users FROM user_totals")).toEqual([{ users: before }]);
    expect(idsOf(await list()).total).toBe(before);
  });

  test("keeps the log's rows, and adds its own", async () => {
    const userId = await createUser({ userId: "logged" });
    await call("PATCH", `/users/${userId}/name`, { body: { name: "x" } });
    const [{ seq = 0 } = {}] = await rows("SELECT seq FROM users WHERE id = ?", userId);
    await remove(userId);
    expect(await rows("SELECT event FROM logs WHERE user_seq = ? ORDER BY seq", Number(seq))).toEqual([
      { event: "user.create" },
      { event: "user.update" },
      { event: "user.delete" },
    ]);
  });

  test("frees the identifiers and the ids of the user's devices", async () => {
    await fullUser("former", "former@example.com", "+15550000004");
    await fullUser("latter", "latter@example.com", "+15550000005");
    const give = () =>
      call("POST", "/users/latter/targets", {
        body: { targetId: "push-former", providerType: "push", identifier: "own-device-former" },
      });
    expectRefusal(await give(), "user_target_already_exists");
    await remove("former");
    expect((await give()).status).toBe(201);
    await remove("latter");
  });

  test("frees id, email and phone for a user who inherits nothing", async () => {
    const contact = { email: "reused@example.com", phone: "+15550000003" };
    await fullUser("reused", contact.email, contact.phone);
    const [{ seq: old = 0 } = {}] = await rows("SELECT seq FROM users WHERE id = 'reused'");
    await remove("reused");
    expectRefusal(await call("GET", "/users/reused"), "user_not_found");
    expect(await search("reused")).toEqual([]);

    // In another case: the id is free in every spelling.
    await createUser({ userId: "ReUsed", ...contact });
    expect(await readUser("ReUsed")).toMatchObject({
      ...contact,
      name: "",
      password: null,
      labels: [],
      emailVerification: false,
      targets: [{ identifier: contact.email }, { identifier: contact.phone }],
    });
    const [{ seq: next = 0 } = {}] = await rows("SELECT seq FROM users WHERE id = 'ReUsed'");
    expect(Number(next)).toBeGreaterThan(Number(old));
    expect(await rows("SELECT event FROM logs WHERE user_seq = ?", Number(next))).toEqual([{ event: "user.create" }]);
  });

  test("of the newest user does not free its sequence number", async () => {
    await createUser({ userId: "newest" });
    const [{ seq: old = 0 } = {}] = await rows("SELECT max(seq) AS seq FROM users");
    await remove("newest");
    await createUser({ userId: "newest" });
    const [{ seq: next = 0 } = {}] = await rows("SELECT max(seq) AS seq FROM users");
    expect(Number(next)).toBeGreaterThan(Number(old));
  });

  test("ignores its body", async () => {
    for (const body of [{}, { userId: "stays" }, { a: [1] }]) {
      const userId = await createUser();
      expect((await call("DELETE", `/users/${userId}`, { body })).status).toBe(204);
    }
    expect(await readUser("stays")).toMatchObject({ $id: "stays" });
  });
});

describe("reading a user", () => {
  test("of an unknown id is a 404 with the exact text", async () => {
    expectRefusal(
      await call("GET", "/users/non_existent"),
      "user_not_found",
      "User with the requested ID could not be found.",
    );
  });
  test("asks for an id that could be one", async () => {
    expectInvalid(await call("GET", "/users/non existent"), "userId");
    expectInvalid(await call("GET", `/users/${"x".repeat(37)}`), "userId");
  });
  test("ignores parameters that it does not have", async () => {
    expect(await call("GET", "/users/stays?queries[]=x&userId=other&total=maybe")).toMatchObject({
      status: 200,
      body: { $id: "stays" },
    });
  });
  test("writes nothing", async () => {
    const before = await dump();
    await call("GET", "/users/stays");
    await call("GET", "/users/stays/prefs");
    expect(await dump()).toEqual(before);
  });
  test("shows targets oldest first", async () => {
    const { targets } = await readUser("stays");
    expect(Object(targets).map(({ identifier }: { identifier: string }) => identifier)).toEqual([
      "stays@example.com",
      "+15550000001",
      "device-stays",
      "own-device-stays",
    ]);
  });
});
