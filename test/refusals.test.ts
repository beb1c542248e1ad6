/** Every refusal that an operation declares can be provoked, and changes nothing. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "../src/app.ts";
import type { ErrorType } from "../src/errors/catalogue.ts";
import { bearing, beginSession, createJwt, createToken, guest, withJwt } from "./harness/account.ts";
import { type Answer, call, type CallOptions } from "./harness/client.ts";
import { dump, rows } from "./harness/database.ts";
import { createKey } from "./harness/keys.ts";
import { list, listKeys, query } from "./harness/lists.ts";
import { passOn, preparedOf, serve } from "./harness/recorder.ts";
import { expectRefusal } from "./harness/refusal.ts";
import { password } from "./harness/requests.ts";
import { createUser } from "./harness/users.ts";

type Provoke = () => Promise<Answer>;
type Refusals = Readonly<Partial<Record<ErrorType, Provoke>>>;

/** The secret of a key that may make keys, and nothing else. */
let narrowKey: string;

/** What the user `owner` presents, and the user `goner`, who is deleted while they are served. */
let ownerSession: string;
let ownerJwt: string;
let gonerSession: string;

/** A token of the user `late`, who is blocked while it is redeemed: otherwise it would have gone. */
let lateToken: string;

beforeAll(async () => {
  await createUser({ userId: "owner", email: "owner@example.com", phone: "+15550000001", password });
  await createUser({ userId: "bare" });
  await createUser({ userId: "blocked", email: "blocked@example.com", password });
  await createUser({ userId: "goner" });
  [ownerSession, ownerJwt] = [(await beginSession("owner")).secret, await createJwt("owner")];
  gonerSession = (await beginSession("goner")).secret;
  await createUser({ userId: "late" });
  lateToken = await createToken("late");
  await call("PATCH", "/users/blocked/status", { body: { status: false } });
  await rows("UPDATE users SET status = 0 WHERE id = 'late'");
  // Otherwise the first request of the day would note it.
  await rows("UPDATE users SET accessed_at = ?", Date.now());
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

const absentSession = (path: string): Refusals => ({
  user_session_not_found: () => call("DELETE", `/users/${path}/sessions/nothing`, { body: {} }),
});

const blocked = (path: string): Refusals => ({
  user_blocked: () => call("POST", `/users/blocked${path}`, { body: {} }),
});

const asOwner = (method: string, path: string, body: object = {}): Promise<Answer> =>
  call(method, `/account${path}`, { ...bearing(ownerSession), body });

/** The user is not there while a batch runs that follows on the one that found who calls. */
const gone = (method: string, path: string, body: object = {}): Refusals => ({
  user_not_found: () => {
    let roundTrips = 0;
    const fetch = serve(async (statements, send) => {
      if (++roundTrips === 1) return passOn(statements, send);
      const hide = "UPDATE users SET seq = -seq WHERE id = 'goner'";
      const before = ["PRAGMA defer_foreign_keys = ON", hide].map((sql) => env.DB.prepare(sql));
      const results = await send([...before, ...preparedOf(statements), env.DB.prepare(hide)]);
      return results.slice(before.length, -1);
    });
    return call(method, `/account${path}`, { ...bearing(gonerSession), fetch, ...(method !== "GET" && { body }) });
  },
});

const asGuest = (path: string, body: object, options: CallOptions = guest()): Promise<Answer> =>
  call("POST", `/account${path}`, { ...options, body });

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
  usersListSessions: absent("GET", "/sessions"),
  usersCreateSession: { ...absent("POST", "/sessions", {}), ...blocked("/sessions") },
  usersDeleteSessions: absent("DELETE", "/sessions", {}),
  usersDeleteSession: { ...absent("DELETE", "/sessions/nothing", {}), ...absentSession("owner") },
  usersCreateToken: { ...absent("POST", "/tokens", {}), ...blocked("/tokens") },
  usersCreateJWT: { ...absent("POST", "/jwts", {}), ...blocked("/jwts") },
  usersUpdateImpersonator: absent("PATCH", "/impersonator", { impersonator: true }),
  usersVerifyPassword: {
    ...absent("POST", "/password/verify", { password }),
    user_invalid_credentials: () => call("POST", "/users/owner/password/verify", { body: { password: "not this" } }),
  },
  accountCreate: {
    user_already_exists: () => asGuest("", { userId: "OWNER", email: "new@example.com", password }),
    general_bad_request: () => asGuest("", { userId: "new", email: "identity@example.com", password }),
  },
  accountGet: {},
  accountDelete: gone("DELETE", ""),
  accountListSessions: gone("GET", "/sessions"),
  accountDeleteSessions: gone("DELETE", "/sessions"),
  accountGetSession: {
    user_session_not_found: () => call("GET", "/account/sessions/nothing", bearing(ownerSession)),
  },
  accountUpdateSession: { user_session_not_found: () => asOwner("PATCH", "/sessions/nothing") },
  accountDeleteSession: {
    ...gone("DELETE", "/sessions/current"),
    user_session_not_found: () => asOwner("DELETE", "/sessions/nothing"),
  },
  accountCreateEmailPasswordSession: {
    user_invalid_credentials: () => asGuest("/sessions/email", { email: "owner@example.com", password: "not this" }),
    user_blocked: () => asGuest("/sessions/email", { email: "blocked@example.com", password }),
  },
  accountCreateAnonymousSession: {},
  accountCreateSession: {
    user_blocked: () => asGuest("/sessions/token", { userId: "late", secret: lateToken }),
    user_invalid_token: () => asGuest("/sessions/token", { userId: "owner", secret: "wrong" }),
  },
  accountCreateJWT: { user_jwt_creation_denied: () => asGuest("/jwts", {}, withJwt(ownerJwt)) },
  accountUpdateName: gone("PATCH", "/name", { name: "x" }),
  accountUpdateEmail: {
    ...gone("PATCH", "/email", { email: "new@example.com", password }),
    user_invalid_credentials: () => asOwner("PATCH", "/email", { email: "new@example.com", password: "not this" }),
    user_target_already_exists: () => asOwner("PATCH", "/email", { email: "owner@example.com", password }),
    general_bad_request: () => asOwner("PATCH", "/email", { email: "untargeted@example.com", password }),
  },
  accountUpdatePhone: {
    ...gone("PATCH", "/phone", { phone: "+15550000009", password }),
    user_invalid_credentials: () => asOwner("PATCH", "/phone", { phone: "+15550000009", password: "not this" }),
    user_target_already_exists: () => asOwner("PATCH", "/phone", { phone: "+15550000001", password }),
    user_phone_already_exists: () => asOwner("PATCH", "/phone", { phone: "+15550000002", password }),
  },
  accountUpdatePassword: {
    ...gone("PATCH", "/password", { password }),
    user_invalid_credentials: () => asOwner("PATCH", "/password", { password, oldPassword: "not this" }),
  },
  accountGetPrefs: {},
  accountUpdatePrefs: gone("PATCH", "/prefs", { prefs: {} }),
  accountUpdateStatus: gone("PATCH", "/status"),
};

/** All but the counts of attempts. */
const dumpOfDeeds = async () => ({ ...(await dump()), rate_limits: [] });

test("every operation declares exactly the refusals that are provoked here", () => {
  expect(Object.fromEntries(endpoints.map(({ errors, id }) => [id, errors.toSorted()]))).toEqual(
    Object.fromEntries(Object.entries(provocations).map(([id, refusals]) => [id, Object.keys(refusals).toSorted()])),
  );
});

describe.each(endpoints.flatMap(({ errors, id }) => errors.map((type) => ({ id, type }))))("$id", ({ id, type }) => {
  test(`refuses with ${type} and changes nothing`, async () => {
    const provoke = provocations[id]?.[type];
    if (provoke === undefined) throw new Error(`Nothing here provokes ${type} in ${id}.`);
    const before = await dumpOfDeeds();
    expectRefusal(await provoke(), type);
    expect(await dumpOfDeeds()).toEqual(before);
  });
});
