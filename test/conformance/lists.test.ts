/**
 * The users that upstream's suite creates, lists, searches and reads, in its order (docs/conformance.md#users-create): the
 * lists are of these fifteen users.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { type Answer, call } from "../harness/client.ts";
import { idsOf, list, query, type Query } from "../harness/lists.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { corporateEmail, date, readUser } from "../harness/users.ts";
import { firebase, hashes, scrypt } from "../sdk/conformance/hashes.ts";

type Json = Readonly<Record<string, unknown>>;

const ronaldo = {
  userId: "5a1f0c2b7d9e4836ab01",
  email: "cristiano.ronaldo@manchester-united.co.uk",
  password: "password",
  name: "Cristiano Ronaldo",
};
const messi = { userId: "user1", email: "lionel.messi@psg.fr", password: "password", name: "Lionel Messi" };

/** The imports, by the end of their path. */
const imports: Readonly<Record<string, Json>> = {
  md5: { password: hashes.md5 },
  bcrypt: { password: hashes.bcrypt },
  argon2: { password: hashes.argon2 },
  sha: { password: hashes.sha512, passwordVersion: "sha512" },
  scrypt: { password: hashes.scrypt, ...scrypt, passwordLength: 64 },
  phpass: { password: hashes.phpass },
  "scrypt-modified": { password: hashes.scryptModified, ...firebase },
};

/** The fields of users without their own id; an absent text is shown as empty. */
const partial: Readonly<Record<string, Json>> = {
  "an email and a password": { email: "emailuser@appwrite.io", password: "emailUserPassword" },
  "a phone": { phone: "+123456789012" },
  nothing: {},
  "an email": { email: "emailonlyuser@appwrite.io" },
  "a password": { password: "passwordOnlyUser" },
  "a phone and a password": { phone: "+123456789013", password: "passwordPhoneUser" },
};

/** The answers of the creations, by their parameters. */
const made: Record<string, Answer> = {};

beforeAll(async () => {
  made["ronaldo"] = await call("POST", "/users", { body: ronaldo });
  made["messi"] = await call("POST", "/users", { body: messi });
  for (const [format, fields] of Object.entries(imports)) {
    const body = { userId: format, email: `${format}@appwrite.io`, name: format, ...fields };
    made[format] = await call("POST", `/users/${format}`, { body });
  }
  for (const [kind, fields] of Object.entries(partial)) {
    made[kind] = await call("POST", "/users", { body: { userId: "unique()", ...fields } });
  }
});

const ids = () => Object.values(made).map(({ body }) => String(body["$id"]));
const find = async (...queries: readonly (Query | string)[]) => idsOf(await list({ queries }));
const search = async (text: string) => idsOf(await list({ search: text }));
const only = (...found: readonly string[]) => ({ total: found.length, ids: found });

describe("POST /users", () => {
  test("shows an empty object of preferences", () => {
    expect(made["ronaldo"]).toMatchObject({ status: 201, text: expect.stringContaining('"prefs":{}') });
  });

  test("shows name and email, an active user without labels, registered in this century", () => {
    const { email, name } = ronaldo;
    expect(made["ronaldo"]?.body).toMatchObject({ name, email, status: true, labels: [], registration: date });
    expect(String(made["ronaldo"]?.body["registration"]) > "2000-01-01 00:00:00").toBe(true);
  });

  test("has the facts about the email", () => {
    expect(made["ronaldo"]?.body).toMatchObject(corporateEmail(ronaldo.email));
  });

  test("keeps the id that it is given", () => {
    const { password: _password, userId, ...shown } = messi;
    expect(made["messi"]).toMatchObject({
      status: 201,
      body: { $id: userId, ...shown, status: true, registration: date },
    });
  });

  test("refuses the same user again, and search still finds the first", async () => {
    expectRefusal(await call("POST", "/users", { body: ronaldo }), "user_already_exists");
    expect(await search(ronaldo.email)).toEqual(only(ronaldo.userId));
  });

  test.each(Object.entries(partial))("with %s makes an id and sets only that", (kind, fields) => {
    const { body, status } = made[kind] ?? {};
    expect(status).toBe(201);
    expect(body).toMatchObject({ email: fields["email"] ?? "", phone: fields["phone"] ?? "" });
    expect(body?.["password"] ?? "").toMatch("password" in fields ? /^\$argon2id\$/ : /^$/);
  });
});

describe("POST /users/{hash}", () => {
  test.each([
    ["md5", "md5", {}],
    ["bcrypt", "bcrypt", {}],
    ["argon2", "argon2", {}],
    ["sha", "sha", { version: "sha512" }],
    ["scrypt", "scrypt", { salt: "appwrite", costCpu: 16_384, costMemory: 13, costParallel: 2, length: 64 }],
    ["phpass", "phpass", {}],
    [
      "scrypt-modified",
      "scryptMod",
      {
        salt: firebase.passwordSalt,
        signerKey: firebase.passwordSignerKey,
        saltSeparator: firebase.passwordSaltSeparator,
      },
    ],
  ])("%s shows the hash as it came, and its options", (format, hash, hashOptions) => {
    const { password } = imports[format] ?? {};
    expect(made[format]).toMatchObject({ status: 201, body: { password, hash, hashOptions } });
  });
});

describe("GET /users", () => {
  test("lists the fifteen, the oldest first", async () => {
    expect(idsOf(await list())).toEqual({ total: 15, ids: ids() });
    expect(ids().slice(0, 2)).toEqual([ronaldo.userId, messi.userId]);
  });

  test("has the facts about the emails", async () => {
    const { body } = await list({ queries: [query("equal", "$id", messi.userId)] });
    expect(body["users"]).toMatchObject([corporateEmail(messi.email)]);
  });

  test("counts with an integer", async () => {
    expect((await list()).text).toMatch(/^\{"total":15,/);
  });

  test("refuses select queries", async () => {
    expectInvalid(await list({ queries: [query("select", undefined, "name")] }), "queries");
  });

  test("finds a name", async () => {
    const { body } = await list({ queries: [query("equal", "name", messi.name)] });
    expect(body).toMatchObject({ total: 1, users: [{ name: messi.name, email: messi.email }] });
  });

  test("finds all active users, and only them", async () => {
    expect(await find(query("equal", "status", true))).toEqual({ total: 15, ids: ids() });
    expect((await list({ queries: [query("equal", "status", false)] })).body).toEqual({ total: 0, users: [] });
  });

  test.each(["passwordUpdate", "registration"])("finds the date of %s that it shows", async (attribute) => {
    const shown = (await readUser(messi.userId))[attribute];
    const { body } = await list({ queries: [query("equal", attribute, shown)] });
    expect(body).toMatchObject({ total: 1, users: [{ $id: messi.userId, [attribute]: shown }] });
  });

  test.each(["emailVerification", "phoneVerification"])(
    "finds all users by %s, and none by its opposite",
    async (attribute) => {
      expect(await find(query("equal", attribute, false))).toEqual({ total: 15, ids: ids() });
      expect(await find(query("equal", attribute, true))).toEqual(only());
    },
  );

  test("continues after a cursor", async () => {
    expect((await find(query("cursorAfter", undefined, ronaldo.userId))).ids).toEqual(ids().slice(1));
  });

  test("pages back before a cursor", async () => {
    expect((await find(query("cursorBefore", undefined, messi.userId))).ids).toEqual([ronaldo.userId]);
  });

  test("refuses a cursor that is no user's id", async () => {
    expectRefusal(await list({ queries: [query("cursorAfter", undefined, "unknown")] }), "general_cursor_not_found");
  });

  test.each(["Ronaldo", ronaldo.email, "cristiano.ronaldo", "manchester", "united.co.uk", "man", ronaldo.userId])(
    "finds one by searching for %s",
    async (text) => {
      expect(await search(text)).toEqual(only(ronaldo.userId));
    },
  );

  test("finds no user by a sign", async () => {
    expect((await list({ search: ">" })).text).toBe('{"total":0,"users":[]}');
  });

  test("counts no rows where no total is wanted", async () => {
    expect(idsOf(await list({ total: "0" }))).toEqual({ total: 0, ids: ids() });
  });

  test.each(["orderDesc", "orderAsc"])("orders users who have never signed in by accessedAt: %s", async (method) => {
    expect((await find(query(method, "accessedAt"))).ids.toSorted()).toEqual(ids().toSorted());
  });

  test("finds impersonators", async () => {
    expect((await call("PATCH", "/users/user1/impersonator", { body: { impersonator: true } })).status).toBe(200);
    expect(await find(query("equal", "impersonator", true))).toEqual(only(messi.userId));
    expect((await find(query("equal", "impersonator", false))).total).toBe(14);
  });
});

describe("GET /users/{userId}", () => {
  test("shows the created user, with the facts about the email", async () => {
    const { email, name } = ronaldo;
    const shown = { name, status: true, registration: date, ...corporateEmail(email) };
    expect(await call("GET", `/users/${ronaldo.userId}`)).toMatchObject({ status: 200, body: shown });
  });

  test("has an empty list of sessions", async () => {
    const answer = await call("GET", `/users/${ronaldo.userId}/sessions`);
    expect(answer).toMatchObject({ status: 200, body: { total: 0, sessions: [] } });
  });

  test("refuses an unknown user with upstream's text", async () => {
    const answer = await call("GET", "/users/non_existent");
    expectRefusal(answer, "user_not_found", "User with the requested ID could not be found.");
  });
});
