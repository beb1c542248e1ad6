/** The updates, log and targets of one user in upstream's suite, in its order (docs/conformance.md#users-updates). */
import { beforeAll, describe, expect, test } from "vitest";
import { guest } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { idsOf, list, query, type Query, queryString } from "../harness/lists.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { createUser, readUser } from "../harness/users.ts";

const userId = "5a1f0c2b7d9e4836ab01";
const email = "users.service@updated.com";

beforeAll(async () => {
  await createUser({
    userId,
    email: "cristiano.ronaldo@manchester-united.co.uk",
    password: "password",
    name: "Cristiano Ronaldo",
  });
  await createUser({ userId: "user1", email: "lionel.messi@psg.fr", password: "password", name: "Lionel Messi" });
});

const patch = (path: string, body: object, id = userId) => call("PATCH", `/users/${id}/${path}`, { body });
const labels = (body: object, id = userId) => call("PUT", `/users/${id}/labels`, { body });
const signIn = (password: string) =>
  call("POST", "/account/sessions/email", { ...guest({ origin: "http://localhost" }), body: { email, password } });
const search = async (text: string) => idsOf(await list({ search: text })).ids;

/** Changes a field of the user, and expects the answer and the user to have it. */
async function change(path: string, body: object, shown: object): Promise<void> {
  expect(await patch(path, body)).toMatchObject({ status: 200, body: { $id: userId, ...shown } });
  expect(await readUser(userId)).toMatchObject(shown);
}

describe("a user", () => {
  test("loses their name, has another, and is found by it and by the id", async () => {
    await change("name", { name: "" }, { name: "" });
    await change("name", { name: "Updated name" }, { name: "Updated name" });
    expect(await search("Updated name")).toEqual([userId]);
    expect(await search(userId)).toEqual([userId]);
  });

  test("loses their email, has another, is found by it and by the id, and signs in with it", async () => {
    await change("email", { email: "" }, { email: "" });
    await change("email", { email }, { email });
    expect(await search(`"${email}"`)).toEqual([userId]);
    expect(await search(userId)).toEqual([userId]);
    expect((await signIn("password")).status).toBe(201);
  });

  test("loses their password, and signs in with it no more", async () => {
    expect(await patch("password", { password: "" })).toMatchObject({
      status: 200,
      body: { $id: userId, password: "" },
    });
    expectRefusal(await signIn("password"), "user_invalid_credentials");
  });

  test("has another password, which ends all sessions and signs in", async () => {
    expect((await call("POST", `/users/${userId}/sessions`)).status).toBe(201);
    const policy = "/project/policies/session-invalidation";
    expect((await call("PATCH", policy, { body: { enabled: true } })).status).toBe(200);
    const answer = await patch("password", { password: "password2" });
    expect(answer).toMatchObject({ status: 200, body: { password: expect.stringMatching(/^\$argon2id\$/) } });
    expect((await call("GET", `/users/${userId}/sessions`)).body).toEqual({ total: 0, sessions: [] });
    expect((await signIn("password2")).status).toBe(201);
    expect((await call("PATCH", policy, { body: { enabled: false } })).status).toBe(200);
  });

  test("is blocked, and is not", async () => {
    await change("status", { status: false }, { status: false });
    await change("status", { status: true }, { status: true });
  });

  test("is verified", async () => {
    await change("verification", { emailVerification: true }, { emailVerification: true });
  });

  test("has preferences, which are an object", async () => {
    const prefs = { funcKey1: "funcValue1", funcKey2: "funcValue2" };
    expect(await patch("prefs", { prefs })).toMatchObject({ status: 200, body: prefs });
    expect((await call("GET", `/users/${userId}/prefs`)).body).toEqual(prefs);
    expectInvalid(await patch("prefs", { prefs: "bad-string" }), "prefs");
    expectMissing(await patch("prefs", {}), "prefs");
  });

  test("loses their phone, and gets another, which is theirs alone and which search finds", async () => {
    await change("phone", { number: "" }, { phone: "" });
    await change("phone", { number: "+910000000000" }, { phone: "+910000000000" });
    expectRefusal(await patch("phone", { number: "+910000000000" }, "user1"), "user_target_already_exists");
    const { body } = await list({ search: "+910000000000" });
    expect(body).toMatchObject({ total: 1, users: [{ $id: userId, phone: "+910000000000" }] });
  });

  test("has labels, each of them once", async () => {
    for (const [given, shown = given] of [
      [["admin"]],
      [["vip", "pro"]],
      [[]],
      [
        ["vip", "vip", "pro"],
        ["vip", "pro"],
      ],
    ]) {
      expect(await labels({ labels: given })).toMatchObject({ status: 200, body: { labels: shown } });
    }
  });

  test("has labels of letters and digits, not too long, and given as a list of texts", async () => {
    const items = Array.from({ length: 101 }, (_, index) => `label${index}`);
    for (const given of [["invalid-label"], ["a".repeat(129)], [items]]) {
      expectInvalid(await labels({ labels: given }), "labels");
    }
    expectMissing(await labels({}), "labels");
    expectRefusal(await labels({ labels: ["admin"] }, "dne"), "user_not_found");
  });
});

test("two users lose their phones, one after the other", async () => {
  const phones = { phone1: "+16175551201", phone2: "+16175551202" };
  for (const [id, phone] of Object.entries(phones)) {
    const answer = await call("POST", "/users", { body: { userId: id, phone } });
    expect(answer).toMatchObject({ status: 201, body: { phone } });
  }
  for (const id of Object.keys(phones)) {
    expect(await patch("phone", { number: "" }, id)).toMatchObject({ status: 200, body: { phone: "" } });
    expect(await readUser(id)).toMatchObject({ phone: "" });
  }
});

describe("the log of a user", () => {
  const logs = (...queries: readonly (Query | string)[]) =>
    call("GET", `/users/${userId}/logs?${queryString({ queries })}`);

  test.each([
    ["whole", [], 100],
    ["one at a time", [query("limit", undefined, 1)], 1],
    ["from the second", [query("offset", undefined, 1)], 100],
    ["one, from the second", [query("offset", undefined, 1), query("limit", undefined, 1)], 1],
  ])("is read %s", async (_, queries, most) => {
    const { body, status } = await logs(...queries);
    expect(status).toBe(200);
    expect(body["total"]).toBeTypeOf("number");
    expect(body["logs"]).toBeInstanceOf(Array);
    expect(Object.keys(body["logs"] ?? []).length).toBeLessThanOrEqual(most);
  });

  test.each([
    [query("limit", undefined, -1)],
    [query("offset", undefined, -1)],
    [query("equal", "$id", "asdf")],
    [query("orderAsc", "$id")],
    ['{ "method": "cursorAsc", "attribute": "$id" }'],
  ])("is not read by %j", async (refused) => {
    expectInvalid(await logs(refused), "queries");
  });
});

test("a target is made with a provider, changed, listed among those of email and phone, read and deleted", async () => {
  const provider = { providerId: "sender", name: "Sengrid1", apiKey: "my-apikey", from: "sender@example.com" };
  const sendgrid = await call("POST", "/messaging/providers/sendgrid", { body: provider });
  expect(sendgrid).toMatchObject({ status: 201, body: { $id: "sender", name: "Sengrid1" } });

  const targets = `/users/${userId}/targets`;
  const given = { providerId: "sender", providerType: "email", identifier: "random-email@mail.org" };
  const made = await call("POST", targets, { body: { targetId: "letterbox", ...given } });
  expect(made).toMatchObject({ status: 201, body: { $id: "letterbox", userId, ...given } });

  const identifier = "random-email1@mail.org";
  const changed = await call("PATCH", `${targets}/letterbox`, { body: { identifier } });
  expect(changed).toMatchObject({ status: 200, body: { identifier, expired: false } });

  const { body } = await call("GET", targets);
  expect(body).toMatchObject({
    total: 3,
    targets: [{ identifier: email }, { identifier: "+910000000000" }, { identifier }],
  });
  const read = await call("GET", `${targets}/letterbox`);
  expect(read).toMatchObject({ status: 200, body: { $id: "letterbox" } });

  expect((await call("DELETE", `${targets}/letterbox`)).status).toBe(204);
  expect((await call("GET", targets)).body["total"]).toBe(2);
});

test("a user is deleted once", async () => {
  expect((await call("DELETE", `/users/${userId}`)).status).toBe(204);
  expectRefusal(await call("DELETE", `/users/${userId}`), "user_not_found");
});

test("the figures of usage", async () => {
  expectInvalid(await call("GET", "/users/usage?range=32h"), "range");
  const { body, status } = await call("GET", "/users/usage?range=24h");
  expect(status).toBe(200);
  expect(Object.keys(body)).toHaveLength(5);
  const { range, sessions, sessionsTotal, users, usersTotal } = body;
  expect(range).toBe("24h");
  for (const total of [usersTotal, sessionsTotal]) expect(total).toBeTypeOf("number");
  for (const points of [users, sessions]) expect(points).toBeInstanceOf(Array);
});
