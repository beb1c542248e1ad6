/**
 * Every change leaves one row in the log, of who did it and from where (spec/users.md 1.1, project.md 2.1, wire.md 8.1,
 * design.md 9).
 */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "../../src/app.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { creates, newKey, prepare, requestOf } from "../harness/requests.ts";
import { createUser, fresh } from "../harness/users.ts";

const logs = () => rows("SELECT * FROM logs ORDER BY seq");

/** What the operation that writes is called in the log; null: it writes nothing. */
const events: Readonly<Record<string, string | null>> = {
  ping: null,
  healthGet: null,
  healthGetVersion: null,
  projectGet: null,
  projectCreateKey: "project.key.create",
  projectCreateEphemeralKey: "project.key.create",
  projectListKeys: null,
  projectGetKey: null,
  projectUpdateKey: "project.key.update",
  projectDeleteKey: "project.key.delete",
  usersCreate: "user.create",
  usersCreateArgon2User: "user.create",
  usersCreateBcryptUser: "user.create",
  usersCreateMD5User: "user.create",
  usersCreatePHPassUser: "user.create",
  usersCreateScryptUser: "user.create",
  usersCreateScryptModifiedUser: "user.create",
  usersCreateSHAUser: "user.create",
  usersList: null,
  usersGet: null,
  usersDelete: "user.delete",
  usersUpdateStatus: "user.update",
  usersUpdateLabels: "user.update",
  usersUpdateName: "user.update",
  usersUpdatePassword: "user.update",
  usersUpdateEmail: "user.update",
  usersUpdatePhone: "user.update",
  usersUpdateEmailVerification: "verification.update",
  usersUpdatePhoneVerification: "verification.update",
  usersGetPrefs: null,
  usersUpdatePrefs: "user.update",
  usersUpdateImpersonator: "user.update",
};

test("every operation is in the table", () => {
  expect(Object.keys(events).toSorted()).toEqual(endpoints.map(({ id }) => id).toSorted());
});

describe.each(endpoints.map((endpoint) => ({ endpoint, id: endpoint.id, event: events[endpoint.id] ?? null })))(
  "$id",
  ({ endpoint, event }) => {
    test(`writes ${event ?? "nothing"}`, async () => {
      const keyId = fresh("key");
      const scopes = ["users.read", "users.write", "keys.read", "keys.write", "project.read"];
      const key = await createKey({ id: keyId, name: "Support desk", scopes });
      const subject = fresh();
      await prepare(endpoint, subject);
      const seqOf = async (id: string) => (await rows("SELECT seq FROM users WHERE id = ?", id))[0]?.["seq"];
      const seqBefore = await seqOf(subject);
      const before = await logs();
      const started = Date.now();

      const { method, path, body } = requestOf(endpoint, subject);
      const headers = { "x-forwarded-for": "203.0.113.9", "x-forwarded-user-agent": "Desk/1.0" };
      const answer = await call(method, path, { key, headers, body });
      expect(answer.status).toBe(endpoint.status);
      const added = (await logs()).slice(before.length);
      if (event === null) {
        expect(added).toEqual([]);
        return;
      }
      const isKey = event.startsWith("project.key");
      const userSeq = creates(endpoint) ? await seqOf(subject) : seqBefore;
      expect(userSeq === undefined).toBe(isKey);
      expect(added).toEqual([
        {
          seq: expect.any(Number),
          created_at: expect.any(Number),
          user_seq: isKey ? null : userSeq,
          event,
          resource: `${isKey ? "key" : "user"}/${creates(endpoint) ? String(answer.body["$id"]) : subject}`,
          actor_type: "key",
          actor_id: keyId,
          actor_name: "Support desk",
          actor_email: "app.rollcall@service.rollcall.test",
          ip: "203.0.113.9",
          user_agent: "Desk/1.0",
          country: null,
        },
      ]);
      expect(Number(added[0]?.["created_at"])).toBeGreaterThanOrEqual(started);
      expect(Number(added[0]?.["created_at"])).toBeLessThanOrEqual(Date.now());
    });
  },
);

describe("a row", () => {
  let last: () => Promise<unknown>;
  beforeAll(() => {
    last = async () => (await rows("SELECT * FROM logs ORDER BY seq DESC LIMIT 1"))[0];
  });

  test("names the bootstrap key, which is no row, without an id", async () => {
    await createUser();
    expect(await last()).toMatchObject({ actor_type: "key", actor_id: "", actor_name: "Bootstrap key" });
  });

  test("has the platform's address and the caller's agent when nothing is forwarded", async () => {
    const headers = { "cf-connecting-ip": "198.51.100.7", "user-agent": "node-appwrite" };
    await call("POST", "/users", { headers, body: { userId: fresh() } });
    expect(await last()).toMatchObject({ ip: "198.51.100.7", user_agent: "node-appwrite" });
  });

  test("holds no secret: neither key nor password nor hash", async () => {
    await createUser({ password: "correct horse" });
    const text = JSON.stringify(await logs());
    for (const secret of [env.API_KEY, "correct horse", "$argon2"]) expect(text).not.toContain(secret);
  });
});

describe("a change that is refused leaves no row", () => {
  test("of a user", async () => {
    const userId = await createUser({ email: "logged@example.com" });
    const before = await logs();
    await call("POST", "/users", { body: { userId } });
    await call("PATCH", `/users/${userId}/email`, { body: { email: "logged@example.com" } });
    await call("PATCH", `/users/${userId}/name`, { body: { name: 1 } });
    await call("PATCH", "/users/nobody/name", { body: { name: "x" } });
    await call("DELETE", "/users/nobody", { body: {} });
    expect(await logs()).toEqual(before);
  });

  test("of a key", async () => {
    const keyId = fresh("key");
    await createKey({ id: keyId });
    const key = await createKey({ scopes: ["keys.write"] });
    const before = await logs();
    await call("POST", "/project/keys", { body: newKey(keyId) });
    await call("POST", "/project/keys", { key, body: { ...newKey(fresh("key")), scopes: ["users.read"] } });
    await call("PUT", `/project/keys/${keyId}`, { body: { name: 1, scopes: [] } });
    await call("PUT", `/project/keys/${keyId}`, { key, body: { name: "x", scopes: ["users.read"] } });
    await call("PUT", `/project/keys/${keyId.toUpperCase()}`, { body: { name: "x", scopes: [] } });
    await call("DELETE", `/project/keys/${keyId.toUpperCase()}`, { body: {} });
    expect(await logs()).toEqual(before);
  });
});
