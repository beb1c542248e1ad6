/**
 * Signing in from end to end, as a developer's web app, server and third parties see it: the web SDK in a browser that
 * rejects foreign cookies, the newest server SDK with the key, and a third party that has only the published keys.
 */
import { setTimeout } from "node:timers/promises";
import * as web from "appwrite";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as v from "valibot";
import * as node from "node-appwrite-27";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aDate, aDevice, aNewHash, aSessionSecret } from "./conformance/expected.ts";
import { firebase, hashes, scrypt } from "./conformance/hashes.ts";
import { BrowserClient } from "./harness/browser.ts";
import { contractProblems } from "./harness/contract.ts";
import { record, type Recorder } from "./harness/recorder.ts";
import { expectRefusal, type Refusal } from "./harness/refusal.ts";
import { startServer } from "./harness/server.ts";

const password = "correct horse battery staple";

let recorder: Recorder;
/** The server of the web app, with its key. */
let users: node.Users;

beforeAll(async () => {
  recorder = await record(await startServer());
  users = new node.Users(serverClient().setKey(recorder.key));
});
afterAll(() => recorder.stop());

const serverClient = () => new node.Client().setEndpoint(recorder.endpoint).setProject(recorder.projectId);

/** Opens the web app in a fresh browser. */
function open(origin?: string): { readonly browser: BrowserClient; readonly account: web.Account } {
  const browser = new BrowserClient(origin);
  browser.setEndpoint(recorder.endpoint).setProject(recorder.projectId);
  return { browser, account: new web.Account(browser) };
}

let people = 0;

/** Signs a new user up on the server. */
async function createPerson(): Promise<{ readonly userId: string; readonly email: string }> {
  const userId = `person-${++people}`;
  const { email } = await users.create({ userId, email: `${userId}@psg.fr`, password });
  return { userId, email };
}

/** A new user who has signed in. */
async function createVisitor() {
  const [person, visitor] = [await createPerson(), open()];
  const session = await visitor.account.createEmailPasswordSession({ email: person.email, password });
  return { ...person, ...visitor, session };
}

const refused = (call: Promise<unknown>, refusal: Refusal) =>
  expectRefusal({ Exception: web.AppwriteException }, recorder, call, refusal);

const notSignedIn: Refusal = { code: 401, type: "general_unauthorized_scope" };

describe("a user imported with a hash of", () => {
  const account = (userId: string, password: string) => ({ userId, email: `${userId}@appwrite.io`, password });

  test.each<[string, () => Promise<node.Models.User>]>([
    ["argon2", () => users.createArgon2User(account("argon2", hashes.argon2))],
    ["bcrypt", () => users.createBcryptUser(account("bcrypt", hashes.bcrypt))],
    ["md5", () => users.createMD5User(account("md5", hashes.md5))],
    ["phpass", () => users.createPHPassUser(account("phpass", hashes.phpass))],
    ["scrypt", () => users.createScryptUser({ ...account("scrypt", hashes.scrypt), ...scrypt, passwordLength: 64 })],
    [
      "scryptMod",
      () => users.createScryptModifiedUser({ ...account("scryptMod", hashes.scryptModified), ...firebase }),
    ],
    ["sha", () => users.createSHAUser({ ...account("sha", hashes.sha512), passwordVersion: node.PasswordHash.Sha512 })],
  ])("%s signs in with the password, has the default hash then, and signs in again", async (format, create) => {
    const imported = await create();
    expect(imported.hash).toBe(format);
    const { $id: userId, email, passwordUpdate } = imported;
    const { account } = open();

    const first = await account.createEmailPasswordSession({ email, password: "appwrite" });
    expect(first).toMatchObject({ userId, provider: "email", providerUid: email, current: true, secret: "" });
    expect((await account.get()).$id).toBe(userId);
    const rehashed = await users.get({ userId });
    expect(rehashed).toMatchObject({
      hash: "argon2",
      hashOptions: { type: "argon2", memoryCost: 19_456, timeCost: 2, threads: 1 },
      password: aNewHash,
      passwordUpdate,
    });

    await account.deleteSession({ sessionId: "current" });
    await refused(account.get(), notSignedIn);
    await refused(account.createEmailPasswordSession({ email, password: "Appwrite" }), {
      code: 401,
      type: "user_invalid_credentials",
    });
    const second = await account.createEmailPasswordSession({ email, password: "appwrite" });
    expect(second).toMatchObject({ userId, current: true });
    expect(second.$id).not.toBe(first.$id);
    expect((await users.get({ userId })).password).toBe(rehashed.password);
  });
});

describe("a browser that keeps cookies out", () => {
  test("stores the session, sends it back, and deletes it when it has ended", async () => {
    const { account, browser, userId } = await createVisitor();
    const kept = v.parse(v.record(v.string(), v.string()), JSON.parse(browser.fallbackCookies ?? ""));
    // The device stays known after the session has ended.
    expect(kept).toEqual({ a_device_rollcall: aDevice, a_session_rollcall: aSessionSecret });
    expect(await account.get()).toMatchObject({ $id: userId });
    await account.deleteSession({ sessionId: "current" });
    expect(JSON.parse(browser.fallbackCookies ?? "")).toEqual({ a_device_rollcall: aDevice });
    await refused(account.get(), notSignedIn);
  });

  test("does not share it with another one", async () => {
    const { userId } = await createVisitor();
    const other = open();
    expect(other.browser.fallbackCookies).toBeNull();
    await refused(other.account.get(), notSignedIn);
    expect((await users.listSessions({ userId })).total).toBe(1);
  });

  test("forgets it when the account blocks itself, and when all sessions end", async () => {
    const [first, second] = [await createVisitor(), await createVisitor()];
    await first.account.updateStatus();
    await second.account.deleteSessions();
    for (const { browser } of [first, second]) {
      expect(JSON.parse(browser.fallbackCookies ?? "")).toEqual({ a_device_rollcall: aDevice });
    }
  });

  test("is refused from a host that is not allowed", async () => {
    const { account } = open("https://elsewhere.example");
    await refused(account.get(), { code: 403, type: "general_unknown_origin" });
  });

  test("signs up, turns an anonymous account into one with a name, and signs in elsewhere", async () => {
    const { account } = open();
    const { userId } = await account.createAnonymousSession();
    await account.updateEmail({ email: "late@psg.fr", password });
    const elsewhere = open();
    expect(await elsewhere.account.createEmailPasswordSession({ email: "late@psg.fr", password })).toMatchObject({
      userId,
    });
    const { sessions, total } = await account.listSessions();
    expect([total, sessions.map(({ provider }) => provider), sessions.map(({ current }) => current)]).toEqual([
      2,
      ["anonymous", "email"],
      [true, false],
    ]);
  });
});

describe("a session that the server began", () => {
  test("signs in on a client, and ends when the client ends it", async () => {
    const { userId } = await createPerson();
    const { $id, secret } = await users.createSession({ userId });
    const { account, browser } = open();
    browser.setSession(secret);
    expect(await account.getSession({ sessionId: "current" })).toMatchObject({ $id, provider: "server", secret: "" });
    await account.deleteSession({ sessionId: $id });
    await refused(account.get(), notSignedIn);
    expect(await users.listSessions({ userId })).toEqual({ total: 0, sessions: [] });
  });

  test("ends at the next request after the server ends it", async () => {
    const { userId } = await createPerson();
    const { $id, secret } = await users.createSession({ userId });
    const account = new node.Account(serverClient().setSession(secret));
    expect(await account.get()).toMatchObject({ $id: userId });
    await users.deleteSession({ userId, sessionId: $id });
    await expect(account.get()).rejects.toMatchObject(notSignedIn);
  });
});

describe("a token", () => {
  test("signs in once", async () => {
    const { userId } = await createPerson();
    const { secret } = await users.createToken({ userId });
    const { account } = open();
    expect(await account.createSession({ userId, secret })).toMatchObject({ userId, provider: "token" });
    expect(await account.get()).toMatchObject({ $id: userId });
    await refused(open().account.createSession({ userId, secret }), { code: 401, type: "user_invalid_token" });
  });

  test("signs in its own user only", async () => {
    const [one, other] = [await createPerson(), await createPerson()];
    const { secret } = await users.createToken({ userId: one.userId });
    for (const userId of [other.userId, "nobody"]) {
      await refused(open().account.createSession({ userId, secret }), { code: 401, type: "user_invalid_token" });
    }
    expect(await open().account.createSession({ userId: one.userId, secret })).toMatchObject({ userId: one.userId });
  });

  test("of six digits ends after five wrong tries", async () => {
    const { userId } = await createPerson();
    const { secret } = await users.createToken({ userId });
    const { account } = open();
    for (const wrong of ["zzzzz1", "zzzzz2", "zzzzz3", "zzzzz4", "zzzzz5", secret]) {
      await refused(account.createSession({ userId, secret: wrong }), { code: 401, type: "user_invalid_token" });
    }
  });

  test("of a user who is blocked is refused", async () => {
    const { userId } = await createPerson();
    const { secret } = await users.createToken({ userId });
    await users.updateStatus({ userId, status: false });
    await refused(open().account.createSession({ userId, secret }), { code: 401, type: "user_invalid_token" });
  });
});

describe("a JWT", () => {
  /** Verifies a JWT as a third party, which knows the endpoint and the project, and has no key. */
  const check = (jwt: string, audience = recorder.projectId) =>
    jwtVerify(jwt, createRemoteJWKSet(new URL(`${recorder.endpoint}/.well-known/jwks.json`)), {
      issuer: recorder.endpoint,
      audience,
      algorithms: ["EdDSA"],
    });
  const bearing = (jwt: string) => new node.Account(serverClient().setJWT(jwt));

  test("of a browser's session stands for its user, on a server and for an outsider", async () => {
    const { account, session, userId } = await createVisitor();
    const { jwt } = await account.createJWT({ duration: 60 });
    expect(await bearing(jwt).get()).toMatchObject({ $id: userId });
    const { payload, protectedHeader } = await check(jwt);
    expect(payload).toMatchObject({ sub: userId, userId, sessionId: session.$id, aud: "rollcall" });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(60);
    expect(protectedHeader).toEqual({ alg: "EdDSA", typ: "JWT", kid: expect.stringMatching(/\S/) });
  });

  test("is refused to another project, and once it was changed", async () => {
    const { userId } = await createPerson();
    const { jwt } = await users.createJWT({ userId });
    await expect(check(jwt, "elsewhere")).rejects.toMatchObject({ code: "ERR_JWT_CLAIM_VALIDATION_FAILED" });
    const [header, payload = "", signature] = jwt.split(".");
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    const changed = Buffer.from(JSON.stringify({ ...Object(claims), userId: "admin" })).toString("base64url");
    const forged = `${header}.${changed}.${signature}`;
    await expect(check(forged)).rejects.toMatchObject({ code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" });
    await expect(bearing(forged).get()).rejects.toMatchObject({ code: 401, type: "user_jwt_invalid" });
  });

  test("dies with its session here; an outsider takes it until it ends", async () => {
    const { account, userId } = await createVisitor();
    const { jwt } = await account.createJWT();
    await account.deleteSession({ sessionId: "current" });
    await expect(bearing(jwt).get()).rejects.toMatchObject(notSignedIn);
    expect((await check(jwt)).payload.sub).toBe(userId);
  });

  test("of no session outlives them, but not a block", async () => {
    const { userId } = await createVisitor();
    const { jwt } = await users.createJWT({ userId, sessionId: "none" });
    await users.deleteSessions({ userId });
    expect(await bearing(jwt).get()).toMatchObject({ $id: userId });
    await users.updateStatus({ userId, status: false });
    await expect(bearing(jwt).get()).rejects.toMatchObject({ code: 403, type: "user_blocked" });
    await users.updateStatus({ userId, status: true });
    await expect(bearing(jwt).get()).rejects.toMatchObject(notSignedIn);
  });

  test("ends", async () => {
    const { userId } = await createPerson();
    const { jwt } = await users.createJWT({ userId, duration: 1 });
    await setTimeout(1_100);
    await expect(bearing(jwt).get()).rejects.toMatchObject({ code: 401, type: "user_jwt_invalid" });
    await expect(check(jwt)).rejects.toMatchObject({ code: "ERR_JWT_EXPIRED" });
  });

  test("cannot make another, and works without a session", async () => {
    const { account, browser } = await createVisitor();
    const { jwt } = await account.createJWT();
    await expect(bearing(jwt).createJWT()).rejects.toMatchObject({ code: 403, type: "user_jwt_creation_denied" });
    browser.setJWT(jwt);
    await refused(account.get(), { code: 403, type: "user_jwt_and_cookie_set" });
  });
});

describe("a revoked user", () => {
  test("blocked: refused as blocked while it lasts, a guest afterwards", async () => {
    const { account, email, userId } = await createVisitor();
    await users.updateStatus({ userId, status: false });
    await refused(account.get(), { code: 403, type: "user_blocked" });
    await refused(open().account.createEmailPasswordSession({ email, password }), { code: 403, type: "user_blocked" });
    await users.updateStatus({ userId, status: true });
    await refused(account.get(), notSignedIn);
    expect(await account.createEmailPasswordSession({ email, password })).toMatchObject({ userId });
  });

  test("deleted, also when another user takes the id", async () => {
    const { account, email, userId } = await createVisitor();
    await users.delete({ userId });
    await refused(account.get(), notSignedIn);
    await users.create({ userId, email, password });
    await refused(account.get(), notSignedIn);
  });

  test("signed in before a new password: elsewhere, but not where it was changed", async () => {
    const { account, email, userId } = await createVisitor();
    const elsewhere = open();
    await elsewhere.account.createEmailPasswordSession({ email, password });
    await account.updatePassword({ password: "a new and better password", oldPassword: password });
    await refused(elsewhere.account.get(), notSignedIn);
    expect(await account.get()).toMatchObject({ $id: userId });
    await users.updatePassword({ userId, password });
    await refused(account.get(), notSignedIn);
  });
});

describe("the limits", () => {
  test("pause an email after ten wrong passwords, for every client; sessions stay valid", async () => {
    const { account, email, userId } = await createVisitor();
    const stranger = open().account;
    for (let tries = 0; tries < 10; tries += 1) {
      await refused(stranger.createEmailPasswordSession({ email, password: "incorrect" }), {
        code: 401,
        type: "user_invalid_credentials",
      });
    }
    const tooMany: Refusal = { code: 429, type: "general_rate_limit_exceeded" };
    await refused(stranger.createEmailPasswordSession({ email, password }), tooMany);
    await refused(open().account.createEmailPasswordSession({ email: email.toUpperCase(), password }), tooMany);
    expect(await account.get()).toMatchObject({ $id: userId });
    // A server may send requests for any user, so the pause applies to it as well. It can end the pause.
    const server = new node.Account(serverClient().setKey(recorder.key));
    await expect(server.createEmailPasswordSession({ email, password })).rejects.toMatchObject(tooMany);
    await users.updatePassword({ userId, password });
    expect(await server.createEmailPasswordSession({ email, password })).toMatchObject({ userId });
  });
});

describe("operations without a method in this SDK", () => {
  /** Sends a request as an older SDK or another program would. An empty body is undefined. */
  async function send(method: string, path: string, body: object, headers: Readonly<Record<string, string>> = {}) {
    const response = await fetch(recorder.endpoint + path, {
      method,
      headers: { "x-appwrite-project": recorder.projectId, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
  }

  test("the older paths sign in, redeem a token and make a JWT", async () => {
    const { email, userId } = await createPerson();
    expect(await send("POST", "/account/sessions", { email, password })).toEqual({
      status: 201,
      body: expect.objectContaining({ userId, provider: "email", expire: aDate }),
    });
    const { secret } = await users.createToken({ userId });
    expect(await send("PUT", "/account/sessions/token", { userId, secret })).toEqual({
      status: 201,
      body: expect.objectContaining({ userId, provider: "token" }),
    });
    const session = await users.createSession({ userId });
    const { body, status } = await send("POST", "/account/jwt", {}, { "x-appwrite-session": session.secret });
    expect(status).toBe(201);
    const { jwt } = v.parse(v.object({ jwt: v.string() }), body);
    expect(await new node.Account(serverClient().setJWT(jwt)).get()).toMatchObject({ $id: userId });
  });

  test("a server verifies an import, without changing it", async () => {
    const imported = await users.createMD5User({ userId: "proven", email: "proven@psg.fr", password: hashes.md5 });
    const verify = (password: string) =>
      send("POST", "/users/proven/password/verify", { password }, { "x-appwrite-key": recorder.key });
    expect(await verify("appwrite")).toEqual({ status: 204, body: undefined });
    expect(await verify("Appwrite")).toEqual({
      status: 401,
      body: expect.objectContaining({ type: "user_invalid_credentials" }),
    });
    expect(await users.get({ userId: "proven" })).toEqual(imported);
  });

  test("users delete their own accounts", async () => {
    const { userId } = await createPerson();
    const { secret } = await users.createSession({ userId });
    const headers = { "x-appwrite-session": secret };
    expect(await send("DELETE", "/account", {}, headers)).toEqual({ status: 204, body: undefined });
    expect(await send("DELETE", "/account", {}, headers)).toEqual({
      status: 401,
      body: expect.objectContaining({ type: "general_unauthorized_scope" }),
    });
    await expect(users.get({ userId })).rejects.toMatchObject({ code: 404, type: "user_not_found" });
  });
});

test("every answer keeps the contract", () => {
  expect(recorder.exchanges.length).toBeGreaterThan(100);
  const answers = recorder.exchanges.filter(({ path }) => path !== "/.well-known/jwks.json");
  expect(answers.flatMap(contractProblems)).toEqual([]);
});
