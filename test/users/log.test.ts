/** Every change leaves one row in the log, of who did it and from where (spec/users.md 1.1, wire.md 8.1, design.md 9). */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "../../src/app.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { createUser, fresh } from "../harness/users.ts";

const logs = () => rows("SELECT * FROM logs ORDER BY seq");

/** What the operation that writes is called in the log; null: it writes nothing. */
const events: Readonly<Record<string, string | null>> = {
  ping: null,
  healthGet: null,
  healthGetVersion: null,
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

const import_ =
  (password: string, more: object = {}) =>
  () => {
    const userId = fresh();
    return { userId, email: `${userId}@example.com`, password, ...more };
  };
const scrypt = { passwordSalt: "s", passwordCpu: 2, passwordMemory: 1, passwordParallel: 1, passwordLength: 16 };
const firebase = { passwordSalt: "AAAA", passwordSaltSeparator: "Bw==", passwordSignerKey: "AAAAAAAA" };

/** A body for each operation that takes one. */
const bodies: Readonly<Record<string, () => object>> = {
  usersCreate: () => ({
    userId: fresh(),
    email: `${fresh()}@example.com`,
    phone: "+15550000001",
    password: "password",
    name: "Ann",
  }),
  usersCreateArgon2User: import_("$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI"),
  usersCreateBcryptUser: import_("$2y$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy"),
  usersCreateMD5User: import_("144fa7eaa4904e8ee120651997f70dcc"),
  usersCreatePHPassUser: import_("$P$Br387rwferoKN7uwHZqNMu98q3U8RO."),
  usersCreateScryptUser: import_("0".repeat(32), scrypt),
  usersCreateScryptModifiedUser: import_("AAAAAAAA", firebase),
  usersCreateSHAUser: import_("0".repeat(40), { passwordVersion: "sha1" }),
  usersUpdateStatus: () => ({ status: false }),
  usersUpdateLabels: () => ({ labels: ["vip"] }),
  usersUpdateName: () => ({ name: "Ann Lee" }),
  usersUpdatePassword: () => ({ password: "password" }),
  usersUpdateEmail: () => ({ email: `${fresh()}@example.com` }),
  usersUpdatePhone: () => ({ number: "+15550000002" }),
  usersUpdateEmailVerification: () => ({ emailVerification: true }),
  usersUpdatePhoneVerification: () => ({ phoneVerification: true }),
  usersUpdatePrefs: () => ({ prefs: { a: 1 } }),
  usersUpdateImpersonator: () => ({ impersonator: true }),
};

test("every operation is in the table", () => {
  expect(Object.keys(events).toSorted()).toEqual(endpoints.map(({ id }) => id).toSorted());
});

describe.each(endpoints.map((endpoint) => ({ ...endpoint, event: events[endpoint.id] ?? null })))(
  "$id",
  ({ event, id, method, path }) => {
    test(`writes ${event ?? "nothing"}`, async () => {
      const key = await createKey({ id: fresh("key"), name: "Support desk", scopes: ["users.read", "users.write"] });
      const userId = path.includes("{userId}") ? await createUser() : "";
      const before = await logs();
      const started = Date.now();
      const answer = await call(method, path.replace("{userId}", userId), {
        key,
        headers: { "x-forwarded-for": "203.0.113.9", "x-forwarded-user-agent": "Desk/1.0" },
        ...(method !== "GET" && { body: bodies[id]?.() ?? {} }),
      });
      expect(answer.status).toBeLessThan(300);
      const added = (await logs()).slice(before.length);
      if (event === null) {
        expect(added).toEqual([]);
        return;
      }
      const affected = event === "user.create" ? String(answer.body["$id"]) : userId;
      const [{ seq } = { seq: before.at(-1)?.["user_seq"] }] = await rows(
        "SELECT seq FROM users WHERE id = ?",
        affected,
      );
      const [{ id: keyId } = {}] = await rows("SELECT id FROM keys ORDER BY seq DESC LIMIT 1");
      expect(added).toEqual([
        {
          seq: expect.any(Number),
          created_at: expect.any(Number),
          user_seq: seq,
          event,
          resource: `user/${affected}`,
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

test("a change that is refused leaves no row", async () => {
  const userId = await createUser({ email: "logged@example.com" });
  const before = await logs();
  await call("POST", "/users", { body: { userId } });
  await call("PATCH", `/users/${userId}/email`, { body: { email: "logged@example.com" } });
  await call("PATCH", `/users/${userId}/name`, { body: { name: 1 } });
  await call("PATCH", "/users/nobody/name", { body: { name: "x" } });
  await call("DELETE", "/users/nobody", { body: {} });
  expect(await logs()).toEqual(before);
});
