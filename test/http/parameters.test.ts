/** Null, empty and missing parameters; the order of refusals (docs/spec/access.md#order-of-checks). */
import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { bareUser, createUser, fresh, readUser } from "../harness/users.ts";

const create = (body: object) => call("POST", "/users", { body });

describe("null", () => {
  test("counts as an absent optional parameter", async () => {
    const userId = fresh();
    const answer = await create({ userId, email: null, phone: null, password: null, name: null });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ ...bareUser, $id: userId });
  });

  test("does not count as a required parameter", async () => {
    expectInvalid(await create({ userId: null }), "userId");
    const path = `/users/${await createUser()}`;
    expectInvalid(await call("PATCH", `${path}/status`, { body: { status: null } }), "status");
    expectInvalid(await call("PUT", `${path}/labels`, { body: { labels: null } }), "labels");
    expectInvalid(await call("PATCH", `${path}/name`, { body: { name: null } }), "name");
    expectInvalid(await call("PATCH", `${path}/password`, { body: { password: null } }), "password");
    expectInvalid(await call("PATCH", `${path}/email`, { body: { email: null } }), "email");
    expectInvalid(await call("PATCH", `${path}/phone`, { body: { number: null } }), "number");
    expectInvalid(
      await call("PATCH", `${path}/verification`, { body: { emailVerification: null } }),
      "emailVerification",
    );
    expectInvalid(
      await call("PATCH", `${path}/verification/phone`, { body: { phoneVerification: null } }),
      "phoneVerification",
    );
    expectInvalid(await call("PATCH", `${path}/prefs`, { body: { prefs: null } }), "prefs");
    expectInvalid(await call("PATCH", `${path}/impersonator`, { body: { impersonator: null } }), "impersonator");
    const hash = { userId: fresh(), password: "144fa7eaa4904e8ee120651997f70dcc" };
    expectInvalid(await call("POST", "/users/md5", { body: { ...hash, email: null } }), "email");
  });
});

describe("an empty text", () => {
  test.each(["userId", "email", "phone", "password", "name"])("is no value of %s on create", async (parameter) => {
    expectInvalid(await create({ userId: fresh(), [parameter]: "" }), parameter);
  });
  test.each(["search", "total", "queries"])("is no value of %s in a list", async (parameter) => {
    expectInvalid(await call("GET", `/users?${parameter}=`), parameter);
  });
  test("clears name, email, phone and password on update", async () => {
    const userId = await createUser({
      email: `${fresh()}@example.com`,
      phone: "+1415555",
      name: "Ann",
      password: "password",
    });
    const path = `/users/${userId}`;
    expect((await call("PATCH", `${path}/name`, { body: { name: "" } })).status).toBe(200);
    expect((await call("PATCH", `${path}/email`, { body: { email: "" } })).status).toBe(200);
    expect((await call("PATCH", `${path}/phone`, { body: { number: "" } })).status).toBe(200);
    expect((await call("PATCH", `${path}/password`, { body: { password: "" } })).status).toBe(200);
    expect(await readUser(userId)).toMatchObject({ name: "", email: "", phone: "", password: "" });
  });
});

describe("a missing parameter", () => {
  test.each([
    ["POST", "/users", "userId"],
    ["PATCH", "/users/x/status", "status"],
    ["PUT", "/users/x/labels", "labels"],
    ["PATCH", "/users/x/name", "name"],
    ["PATCH", "/users/x/password", "password"],
    ["PATCH", "/users/x/email", "email"],
    ["PATCH", "/users/x/phone", "number"],
    ["PATCH", "/users/x/verification", "emailVerification"],
    ["PATCH", "/users/x/verification/phone", "phoneVerification"],
    ["PATCH", "/users/x/prefs", "prefs"],
    ["PATCH", "/users/x/impersonator", "impersonator"],
  ])("of %s %s is named, before the user is looked for", async (method, path, parameter) => {
    expectMissing(await call(method, path, { body: {} }), parameter);
  });

  test("of an import is the first in the order of declaration", async () => {
    const fields = [
      ["userId", fresh()],
      ["email", "a@example.com"],
      ["password", "0".repeat(128)],
      ["passwordSalt", "salt"],
      ["passwordCpu", 16_384],
      ["passwordMemory", 8],
      ["passwordParallel", 1],
    ] as const;
    for (const [index, [name]] of fields.entries()) {
      const body = Object.fromEntries(fields.slice(0, index));
      expectMissing(await call("POST", "/users/scrypt", { body }), name);
    }
    expectMissing(await call("POST", "/users/scrypt", { body: Object.fromEntries(fields) }), "passwordLength");
  });
});

describe("of several invalid parameters the first is named", () => {
  const bad = { userId: "!", email: "!", phone: "!", password: "!", name: 1 };
  test("on create", async () => {
    expectInvalid(await create(bad), "userId");
    expectInvalid(await create({ ...bad, userId: "x" }), "email");
    expectInvalid(await create({ ...bad, userId: "x", email: null }), "phone");
    expectInvalid(await create({ ...bad, userId: "x", email: null, phone: null }), "password");
    expectInvalid(await create({ userId: "x", name: 1 }), "name");
  });
  test("on import, where the name comes last", async () => {
    const import_ = (body: object) => call("POST", "/users/sha", { body });
    const all = { ...bad, passwordVersion: "crc32" };
    expectInvalid(await import_(all), "userId");
    expectInvalid(await import_({ ...all, userId: "x" }), "email");
    expectInvalid(await import_({ ...all, userId: "x", email: "a@b.co" }), "password");
    expectInvalid(await import_({ ...all, userId: "x", email: "a@b.co", password: "0".repeat(40) }), "passwordVersion");
    expectInvalid(
      await import_({ userId: "x", email: "a@b.co", password: "0".repeat(40), passwordVersion: "sha1", name: 1 }),
      "name",
    );
  });
  test("and the path's comes before the body's", async () => {
    expectInvalid(await call("PATCH", "/users/_bad/name", { body: { name: 1 } }), "userId");
    expectInvalid(await call("GET", "/users/_bad/prefs"), "userId");
    expectInvalid(await call("DELETE", `/users/${"a".repeat(37)}`), "userId");
  });
});

test("an invalid parameter comes before an absent user", async () => {
  expectInvalid(await call("PUT", "/users/dne/labels", { body: { labels: ["not-a-label"] } }), "labels");
  expectRefusal(await call("PUT", "/users/dne/labels", { body: { labels: ["admin"] } }), "user_not_found");
});

test("an invalid parameter comes before a conflict", async () => {
  const userId = await createUser();
  expectInvalid(await create({ userId, name: "" }), "name");
  expectRefusal(await create({ userId }), "user_already_exists");
});
