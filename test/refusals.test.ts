/** Every refusal that an operation declares can be provoked, and changes nothing. */
import { beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "../src/app.ts";
import type { ErrorType } from "../src/errors/catalogue.ts";
import { type Answer, call } from "./harness/client.ts";
import { dump, rows } from "./harness/database.ts";
import { createKey } from "./harness/keys.ts";
import { list, listKeys, query } from "./harness/lists.ts";
import { expectRefusal } from "./harness/refusal.ts";
import { createUser } from "./harness/users.ts";

type Provoke = () => Promise<Answer>;
type Refusals = Readonly<Partial<Record<ErrorType, Provoke>>>;

/** The secret of a key that may make keys, and nothing else. */
let narrowKey: string;

beforeAll(async () => {
  await createUser({ userId: "owner", email: "owner@example.com", phone: "+15550000001" });
  await createUser({ userId: "bare" });
  await createKey({ id: "owned" });
  narrowKey = await createKey({ scopes: ["keys.write"] });
  await createUser({ userId: "other", email: "untargeted@example.com", phone: "+15550000002" });
  await rows("DELETE FROM targets WHERE identifier IN ('untargeted@example.com', '+15550000002')");
  await rows(
    `INSERT INTO identities (id, created_at, updated_at, user_seq, provider, provider_uid, provider_email)
     SELECT 'identity', 0, 0, seq, 'github', '1', 'identity@example.com' FROM users WHERE id = 'owner'`,
  );
});

const absent = (method: string, path: string, body?: object): Refusals => ({
  user_not_found: () => call(method, `/users/nobody${path}`, { body }),
});

const absentKey = (method: string, body?: object): Refusals => ({
  key_not_found: () => call(method, "/project/keys/nobody", { body }),
});

/** A key asks for more than it has. */
const beyond = (method: string, path: string, body: object): Refusals => ({
  key_creation_denied: () => call(method, path, { key: narrowKey, body: { ...body, scopes: ["users.read"] } }),
});

const create = (path: string, more: object): Refusals => ({
  user_already_exists: () => call("POST", path, { body: { userId: "owner", email: "new@example.com", ...more } }),
  user_email_already_exists: () =>
    call("POST", path, { body: { userId: "new", email: "identity@example.com", ...more } }),
});

const scrypt = { passwordSalt: "s", passwordCpu: 2, passwordMemory: 1, passwordParallel: 1, passwordLength: 16 };
const firebase = { passwordSalt: "AAAA", passwordSaltSeparator: "Bw==", passwordSignerKey: "AAAAAAAA" };

/** How each declared refusal comes about, by operation. */
const provocations: Readonly<Record<string, Refusals>> = {
  ping: {},
  healthGet: {},
  healthGetVersion: {},
  projectGet: {},
  projectCreateKey: {
    key_already_exists: () => call("POST", "/project/keys", { body: { keyId: "OWNED", name: "x", scopes: [] } }),
    ...beyond("POST", "/project/keys", { keyId: "new", name: "x" }),
  },
  projectCreateEphemeralKey: beyond("POST", "/project/keys/ephemeral", { duration: 60 }),
  projectListKeys: {
    general_query_invalid: () => listKeys({ queries: [query("search", "name", "x")] }),
    general_cursor_not_found: () => listKeys({ queries: [query("cursorAfter", undefined, "nobody")] }),
    database_query_order_null: () =>
      listKeys({ queries: [query("orderAsc", "expire"), query("cursorAfter", undefined, "owned")] }),
  },
  projectGetKey: absentKey("GET"),
  projectUpdateKey: {
    ...absentKey("PUT", { name: "x", scopes: [] }),
    ...beyond("PUT", "/project/keys/owned", { name: "x" }),
  },
  projectDeleteKey: absentKey("DELETE", {}),
  usersCreate: create("/users", { password: "password" }),
  usersCreateArgon2User: create("/users/argon2", {
    password: "$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI",
  }),
  usersCreateBcryptUser: create("/users/bcrypt", {
    password: "$2y$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy",
  }),
  usersCreateMD5User: create("/users/md5", { password: "144fa7eaa4904e8ee120651997f70dcc" }),
  usersCreatePHPassUser: create("/users/phpass", { password: "$P$Br387rwferoKN7uwHZqNMu98q3U8RO." }),
  usersCreateScryptUser: create("/users/scrypt", { password: "0".repeat(32), ...scrypt }),
  usersCreateScryptModifiedUser: create("/users/scrypt-modified", { password: "AAAAAAAA", ...firebase }),
  usersCreateSHAUser: create("/users/sha", { password: "0".repeat(40), passwordVersion: "sha1" }),
  usersList: {
    general_query_invalid: () => list({ queries: [query("search", "name", "x")] }),
    general_cursor_not_found: () => list({ queries: [query("cursorAfter", undefined, "nobody")] }),
    database_query_order_null: () =>
      list({ queries: [query("orderAsc", "email"), query("cursorAfter", undefined, "bare")] }),
  },
  usersGet: absent("GET", ""),
  usersDelete: absent("DELETE", "", {}),
  usersUpdateStatus: absent("PATCH", "/status", { status: true }),
  usersUpdateLabels: absent("PUT", "/labels", { labels: [] }),
  usersUpdateName: absent("PATCH", "/name", { name: "x" }),
  usersUpdatePassword: absent("PATCH", "/password", { password: "password" }),
  usersUpdateEmail: {
    ...absent("PATCH", "/email", { email: "new@example.com" }),
    user_email_already_exists: () => call("PATCH", "/users/bare/email", { body: { email: "untargeted@example.com" } }),
    user_target_already_exists: () => call("PATCH", "/users/bare/email", { body: { email: "owner@example.com" } }),
  },
  usersUpdatePhone: {
    ...absent("PATCH", "/phone", { number: "+15550000009" }),
    user_phone_already_exists: () => call("PATCH", "/users/bare/phone", { body: { number: "+15550000002" } }),
    user_target_already_exists: () => call("PATCH", "/users/bare/phone", { body: { number: "+15550000001" } }),
  },
  usersUpdateEmailVerification: absent("PATCH", "/verification", { emailVerification: true }),
  usersUpdatePhoneVerification: absent("PATCH", "/verification/phone", { phoneVerification: true }),
  usersGetPrefs: absent("GET", "/prefs"),
  usersUpdatePrefs: absent("PATCH", "/prefs", { prefs: {} }),
  usersUpdateImpersonator: absent("PATCH", "/impersonator", { impersonator: true }),
};

test("every operation declares exactly the refusals that are provoked here", () => {
  expect(Object.fromEntries(endpoints.map(({ errors, id }) => [id, errors.toSorted()]))).toEqual(
    Object.fromEntries(Object.entries(provocations).map(([id, refusals]) => [id, Object.keys(refusals).toSorted()])),
  );
});

describe.each(endpoints.flatMap(({ errors, id }) => errors.map((type) => ({ id, type }))))("$id", ({ id, type }) => {
  test(`refuses with ${type} and changes nothing`, async () => {
    const provoke = provocations[id]?.[type];
    if (provoke === undefined) throw new Error(`Nothing here provokes ${type} in ${id}.`);
    const before = await dump();
    expectRefusal(await provoke(), type);
    expect(await dump()).toEqual(before);
  });
});
