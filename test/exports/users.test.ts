/** Exports of users (docs/spec/export.md). */
import { beforeEach, describe, expect, test } from "vitest";
import { bearing, beginSession, guest, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { freshenStores } from "../harness/fresh-stores.ts";
import { makeIdentity } from "../harness/identities.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { makeMember, makeTeam } from "../harness/teams.ts";
import { createUser, date, fresh, ownFormat, ownHash } from "../harness/users.ts";

type Line = Readonly<Record<string, unknown>>;

interface Exported {
  readonly users: readonly Line[];
  /** null: there is no next page. */
  readonly next: number | null;
  readonly text: string;
}

/** A page of an export. */
async function exported(query = ""): Promise<Exported> {
  const { headers, status, text } = await call("GET", `/users/export?${query}`);
  expect([status, headers.get("content-type")]).toEqual([200, "application/x-ndjson; charset=UTF-8"]);
  expect(text.endsWith("\n")).toBe(true);
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  const { next, ...rest } = lines.at(-1) ?? {};
  expect(rest).toEqual({});
  return { users: lines.slice(0, -1), next: typeof next === "number" ? next : null, text };
}

const ids = ({ users }: Exported): unknown[] => users.map(({ $id }) => $id);

/** Writes users directly to the database. @returns their ids */
async function manyUsers(count: number, prefs: string): Promise<readonly string[]> {
  const prefix = fresh("many");
  const made = await rows(
    `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?2)
     INSERT INTO users (id, created_at, updated_at, name, name_folded, email_verification, phone_verification, hash, hash_options,
       status, labels, mfa, prefs, impersonator, words, write_id)
     SELECT ?1 || '-' || n, 0, 0, '', '', 0, 0, 'argon2', '{"type":"argon2"}', 1, '[]', 0, ?3, 0, '{}', '' FROM n RETURNING id`,
    prefix,
    count,
    prefs,
  );
  return made.map(({ id }) => String(id));
}

beforeEach(freshenStores);

test("a bare user has their id, switches and dates", async () => {
  const userId = await createUser();
  expect(await exported()).toMatchObject({ next: null });
  expect((await exported()).users).toEqual([
    {
      $id: userId,
      status: true,
      labels: [],
      prefs: {},
      mfa: false,
      impersonator: false,
      registration: date,
      $createdAt: date,
      $updatedAt: date,
    },
  ]);
});

test("a whole user has everything that an import takes", async () => {
  const userId = await createUser({
    name: "Ann",
    email: "ann@example.com",
    phone: "+4930123",
    password: "correct horse",
  });
  await call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: true } });
  await call("PUT", `/users/${userId}/labels`, { body: { labels: ["staff"] } });
  await call("PATCH", `/users/${userId}/prefs`, { body: { prefs: { theme: "dark" } } });
  await call("PATCH", `/users/${userId}/status`, { body: { status: false } });
  const target = { targetId: "work", providerType: "email", identifier: "ann@work.example", name: "Work" };
  expect((await call("POST", `/users/${userId}/targets`, { body: target })).status).toBe(201);
  await makeIdentity(userId, { providerUid: "42", providerEmail: "ann@id.example", accessToken: "ya29" });
  const teamId = await makeTeam();
  await makeMember(teamId, userId, ["cook"]);
  await rows("UPDATE users SET accessed_at = 86400000");
  const { users } = await exported("memberships=true");
  expect(users).toEqual([
    {
      $id: userId,
      name: "Ann",
      email: "ann@example.com",
      emailVerification: true,
      phone: "+4930123",
      password: ownHash,
      ...ownFormat,
      passwordUpdate: date,
      status: false,
      labels: ["staff"],
      prefs: { theme: "dark" },
      mfa: false,
      impersonator: false,
      registration: date,
      accessedAt: "1970-01-02T00:00:00.000+00:00",
      $createdAt: date,
      $updatedAt: date,
      targets: [{ $id: "work", providerType: "email", identifier: "ann@work.example", name: "Work" }],
      identities: [{ provider: "github", providerUid: "42", providerEmail: "ann@id.example" }],
      memberships: [{ teamId, roles: ["cook"], invited: date, joined: date, confirm: true }],
    },
  ]);
  expect((await exported()).users[0]).not.toHaveProperty("memberships");
});

test("an address states its trust: verified, the user's word, or a key's without a flag", async () => {
  await createUser({ email: "key@example.com" });
  const own = { userId: fresh(), email: "own@example.com", password: "correct horse" };
  await succeed(call("POST", "/account", { ...guest(), body: own }), 201);
  const proven = await createUser({ email: "proven@example.com" });
  await call("PATCH", `/users/${proven}/verification`, { body: { emailVerification: true } });
  const flags = (await exported()).users.map(({ email, emailVerification }) => [email, emailVerification]);
  expect(flags).toEqual([
    ["key@example.com", undefined],
    ["own@example.com", false],
    ["proven@example.com", true],
  ]);
});

test("leaves out devices that end with a session, and secrets of providers and factors", async () => {
  const userId = await createUser();
  await makeIdentity(userId, { accessToken: "ya29-access", refreshToken: "1//refresh" });
  const { secret } = await beginSession(userId);
  const device = { targetId: "phone", identifier: "apns-1" };
  await succeed(call("POST", "/account/targets/push", { ...bearing(secret), body: device }), 201);
  const { text, users } = await exported();
  expect(users[0]).not.toHaveProperty("targets");
  expect(text).not.toMatch(/ya29-access|refresh|token|secret/i);
});

test("without hashes there is neither hash nor parameters", async () => {
  const userId = await createUser({ password: "correct horse" });
  expect((await exported("hashes=false")).users[0]).toMatchObject({ $id: userId });
  for (const name of ["password", "hash", "hashOptions", "passwordUpdate"]) {
    expect((await exported("hashes=false")).users[0]).not.toHaveProperty(name);
    expect((await exported()).users[0]).toHaveProperty(name);
  }
});

describe("pages", () => {
  test("give every user once, in order, by the last line", async () => {
    const made = await manyUsers(7, "{}");
    const seen: unknown[] = [];
    for (let after: number | null = 0; after !== null;) {
      const page: Exported = await exported(`limit=3&after=${after}`);
      seen.push(...ids(page));
      after = page.next;
    }
    expect(seen).toEqual(made);
  });

  test("an empty project, and the end, have the last line alone", async () => {
    expect(await exported()).toMatchObject({ users: [], next: null });
    await createUser();
    expect(await exported("after=99")).toMatchObject({ users: [], next: null });
  });

  test("end at about a megabyte, but never without a user", async () => {
    await manyUsers(40, JSON.stringify({ text: "ü".repeat(30_000) }));
    const page = await exported();
    expect(page.users.length).toBeGreaterThan(10);
    expect(new TextEncoder().encode(page.text).length).toBeLessThan(1_000_000);
    expect((await exported(`after=${page.next}`)).users.length).toBeGreaterThan(10);
    await rows("UPDATE users SET prefs = ? WHERE seq = 1", JSON.stringify({ text: "x".repeat(1_100_000) }));
    expect(await exported()).toMatchObject({ users: [{}], next: 1 });
  });

  test("a list that is too long for a line is cut and named", async () => {
    const userId = await createUser();
    await rows(
      `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 101)
       INSERT INTO targets (id, created_at, updated_at, user_seq, provider_type, identifier, expired)
       SELECT 't' || n, 0, 0, (SELECT seq FROM users WHERE id = ?), 'push', 'token' || n, 0 FROM n`,
      userId,
    );
    const [user] = (await exported()).users;
    expect(user?.["targets"]).toHaveLength(100);
    expect(user?.["incomplete"]).toEqual(["targets"]);
  });
});

test.each(["after=-1", "after=x", "limit=0", "limit=1001", "hashes=maybe", "memberships=2"])(
  "refuses %s",
  async (asked) => {
    expectRefusal(await call("GET", `/users/export?${asked}`), "general_argument_invalid");
  },
);
