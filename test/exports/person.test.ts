/** Everything about one person, for access requests (docs/spec/export.md#one-person). */
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import * as v from "valibot";
import { bearing, beginSession, createToken, guest, succeed } from "../harness/account.ts";
import { createApp, createCodes } from "../harness/cases/needs.ts";
import { newKey } from "../harness/cases/values.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { makeIdentity } from "../harness/identities.ts";
import { actingAs, createImpersonator } from "../harness/impersonators.ts";
import { keepMessage } from "../harness/messages.ts";
import { outbox } from "../harness/outbox.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { makeMember, makeTeam } from "../harness/teams.ts";
import { createUser, date, fresh, readUser } from "../harness/users.ts";

const list = v.array(v.record(v.string(), v.unknown()));

const document = v.looseObject({
  profile: v.record(v.string(), v.unknown()),
  targets: list,
  identities: list,
  memberships: list,
  sessions: list,
  messages: list,
  logs: list,
  incomplete: v.array(v.string()),
  next: v.nullable(v.number()),
});

async function exported(userId: string, query = "") {
  const { body, text } = await succeed(call("GET", `/users/${userId}/export?${query}`), 200);
  return { ...v.parse(document, body), text };
}

/** The values that no export of Ann may contain, by name. */
const planted = new Map<string, string>();

const plant = (name: string, value: unknown): string => {
  const text = v.parse(v.pipe(v.string(), v.minLength(5)), value);
  planted.set(name, text);
  return text;
};

const [ann, teamId] = ["ann", "night-watch"];
const email = "ann@example.com";
const ownAddress = "198.51.100.7";

beforeAll(async () => {
  await createUser({ userId: ann, name: "Ann", email, phone: "+4930123", password: "correct horse battery" });
  await call("PATCH", `/users/${ann}/password`, { body: { password: "correct horse battery staple" } });
  const [stored] = await rows("SELECT password, password_history AS history FROM users WHERE id = ?", ann);
  plant("hash", stored?.["password"]);
  await rows(
    "UPDATE users SET password_history = ?",
    `[{"hash":"md5","password":"${plant("former hash", "0cc175b9c0f1")}","options":{}}]`,
  );
  await makeIdentity(ann, {
    providerUid: "ann-at-github",
    accessToken: plant("access token", "gho_access"),
    refreshToken: plant("refresh token", "ghr_refresh"),
  });
  const [sealed] = await rows("SELECT provider_access_token AS token FROM identities");
  plant("sealed access token", sealed?.["token"]);
  plant("login token", await createToken(ann));
  const { secret } = await beginSession(ann);
  plant("session secret", v.parse(v.object({ secret: v.string() }), JSON.parse(atob(secret))).secret);
  await createApp(secret);
  const [app] = await rows("SELECT secret FROM authenticators");
  plant("sealed TOTP secret", app?.["secret"]);
  await rows("UPDATE authenticators SET verified = 1");
  const { body: codes } = await createCodes(ann);
  for (const code of v.parse(v.array(v.string()), codes["recoveryCodes"])) plant(`recovery code ${code}`, code);
  await keepMessage("message", { userId: ann, status: "sent" });
  await rows("UPDATE messages SET content = ?", plant("content of a message", "sealed-content"));
  await makeTeam({ teamId, name: "Night watch" });
  await makeMember(teamId, ann, ["cook"]);
  const bob = await createUser({
    name: plant("another member's name", "Bob Other"),
    email: plant("their email", "bob@other.example"),
  });
  await makeMember(teamId, bob, [plant("their role", "bosun")]);
  // Ann acts herself.
  const own = bearing(secret);
  await succeed(
    call("PATCH", "/account/name", {
      key: null,
      headers: { ...own.headers, "cf-connecting-ip": ownAddress },
      body: { name: "Ann" },
    }),
    200,
  );
  // A guest, an impersonator and a key act on her.
  const guestAddress = plant("address of a guest", "203.0.113.66");
  await succeed(
    call("POST", "/account/tokens/email", {
      ...guest({ "cf-connecting-ip": guestAddress }),
      body: { userId: fresh(), email },
    }),
    201,
  );
  for (const { text } of await outbox(env.KV)) plant("text of a message", text);
  const nora = await createImpersonator({
    name: plant("name of an impersonator", "Nora Support"),
    email: plant("email of an impersonator", "nora@support.example"),
  });
  plant("id of an impersonator", nora.userId);
  const acting = actingAs(nora.caller, { id: ann });
  const noraAddress = plant("address of an impersonator", "203.0.113.77");
  await succeed(
    call("PATCH", "/account/name", {
      ...acting,
      headers: { ...acting.headers, "cf-connecting-ip": noraAddress },
      body: { name: "Anna" },
    }),
    200,
  );
  const key = await call("POST", "/project/keys", {
    body: { ...newKey("k"), name: plant("name of a key", "Carl's laptop") },
  });
  const options = { key: String(key.body["secret"]), body: { name: "Ann" } };
  await call("PATCH", `/users/${ann}/name`, options);
});

test("the document has every kind of stored data about the person", async () => {
  const { profile, targets, identities, memberships, sessions, messages, logs, ...rest } = await exported(ann);
  const { password: _password, hash: _hash, hashOptions: _options, ...shown } = await readUser(ann);
  expect(profile).toEqual(shown);
  expect(rest).toMatchObject({
    exportedAt: date,
    hasPassword: true,
    hasAuthenticator: true,
    recoveryCodesLeft: 6,
    incomplete: [],
    next: null,
  });
  expect(targets.map(({ identifier }) => identifier)).toEqual([email, "+4930123"]);
  expect(identities).toMatchObject([{ provider: "github", providerUid: "ann-at-github" }]);
  expect(memberships).toMatchObject([{ teamId, teamName: "Night watch", roles: ["cook"], confirm: true }]);
  expect(sessions).toMatchObject([{ provider: "server", secret: "" }]);
  expect(messages).toMatchObject([{ $id: "message", status: "sent" }, { data: { template: expect.any(String) } }]);
  expect(logs.length).toBeGreaterThan(8);
});

test("the document has none of the planted secrets, texts and people", async () => {
  const { text } = await exported(ann);
  expect(planted.size).toBeGreaterThan(15);
  expect([...planted].filter(([, secret]) => text.includes(secret)).map(([name]) => name)).toEqual([]);
});

test("the log has actor and place only for the person's own events", async () => {
  const { logs } = await exported(ann);
  const named = logs.filter(({ event }) => event === "user.update");
  const actors = named.map(({ ip, userId, userName, userType }) => ({ ip, userId, userName, userType }));
  expect(actors).toContainEqual({ ip: ownAddress, userId: ann, userName: "Ann", userType: "user" });
  expect(actors).toContainEqual({ ip: "", userId: "", userName: "", userType: "user" });
  expect(actors).toContainEqual({ ip: "", userId: "", userName: "", userType: "keyProject" });
  const instants = logs.map(({ $id }) => Number($id));
  expect(instants).toEqual(instants.toSorted((a, b) => a - b));
});

test("a long log is split into parts, each with the rest of the document", async () => {
  const whole = await exported(ann);
  const parts: unknown[] = [];
  for (let after: number | null = 0; after !== null;) {
    const part: Awaited<ReturnType<typeof exported>> = await exported(ann, `limit=3&after=${after}`);
    expect(part.targets).toEqual(whole.targets);
    expect(part.logs.length).toBeLessThanOrEqual(3);
    parts.push(...part.logs);
    after = part.next;
  }
  expect(parts).toEqual(whole.logs);
});

test("a reused id does not expose the previous owner's data", async () => {
  const userId = await createUser({ name: "First", email: "first@example.com" });
  await call("DELETE", `/users/${userId}`);
  await createUser({ userId });
  const { logs, text } = await exported(userId);
  expect(logs).toHaveLength(1);
  expect(text).not.toContain("first@example.com");
});

test("ended sessions are in it until they are swept", async () => {
  const userId = await createUser();
  await beginSession(userId);
  await call("PATCH", `/users/${userId}/status`, { body: { status: false } });
  expect((await exported(userId)).sessions).toHaveLength(1);
});

test("a list of more than a thousand says so", async () => {
  const userId = await createUser();
  await rows(
    `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1001)
     INSERT INTO targets (id, created_at, updated_at, user_seq, provider_type, identifier, expired)
     SELECT 'long' || n, 0, 0, (SELECT seq FROM users WHERE id = ?), 'push', 'long' || n, 0 FROM n`,
    userId,
  );
  const { incomplete, targets } = await exported(userId);
  expect([incomplete, targets.length]).toEqual([["targets"], 1_000]);
});

test.each(["after=-1", "limit=0", "limit=5001"])("refuses %s", async (asked) => {
  expectRefusal(await call("GET", `/users/${ann}/export?${asked}`), "general_argument_invalid");
});
