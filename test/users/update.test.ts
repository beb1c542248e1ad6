/** The updates of one field, except email and phone (docs/spec/users.md#updates, docs/spec/users.md#password). */
import { describe, expect, test } from "vitest";
import { verifyPassword } from "../../src/lib/passwords/registry.ts";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { search } from "../harness/lists.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { createUser, date, fresh, ownFormat, ownHash, readUser } from "../harness/users.ts";

const patch = (userId: string, path: string, body: object) => call("PATCH", `/users/${userId}/${path}`, { body });
const putLabels = (userId: string, labels: unknown) => call("PUT", `/users/${userId}/labels`, { body: { labels } });

/** A user with everything, so that a change of one field would show in another. */
const fullUser = () => {
  const userId = fresh();
  return createUser({
    userId,
    email: `${userId}@example.com`,
    phone: `+1555${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`,
    password: "password",
    name: "Ann Lee",
  });
};

/** A path, the request body, and the fields that differ afterwards. */
const changes = [
  ["PATCH", "status", { status: false }, { status: false }],
  ["PUT", "labels", { labels: ["vip", "pro"] }, { labels: ["vip", "pro"] }],
  ["PATCH", "name", { name: "Updated name" }, { name: "Updated name" }],
  ["PATCH", "verification", { emailVerification: true }, { emailVerification: true }],
  ["PATCH", "verification/phone", { phoneVerification: true }, { phoneVerification: true }],
  ["PATCH", "impersonator", { impersonator: true }, { impersonator: true }],
] as const;

describe.each(changes)("%s %s", (method, path, body, shown) => {
  test("changes that field and the date of the change, and nothing else", async () => {
    const userId = await fullUser();
    await rows("UPDATE users SET created_at = 1000, updated_at = 1000 WHERE id = ?", userId);
    const old = await readUser(userId);
    const answer = await call(method, `/users/${userId}/${path}`, { body });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...old, ...shown, $updatedAt: date });
    expect(Date.parse(String(answer.body["$updatedAt"]))).toBeGreaterThan(Date.now() - 60_000);
    expect(await readUser(userId)).toEqual(answer.body);
  });

  test("changes no other user", async () => {
    const [userId, other] = [await fullUser(), await fullUser()];
    const before = await readUser(other);
    await call(method, `/users/${userId}/${path}`, { body });
    expect(await readUser(other)).toEqual(before);
  });

  test("is idempotent, and can be reverted", async () => {
    const userId = await fullUser();
    await call(method, `/users/${userId}/${path}`, { body });
    expect(await call(method, `/users/${userId}/${path}`, { body })).toMatchObject({ status: 200, body: shown });
  });

  test("of an absent user is a 404 and changes nothing", async () => {
    const before = await dump();
    expectRefusal(await call(method, `/users/nobody/${path}`, { body }), "user_not_found");
    expect(await dump()).toEqual(before);
  });
});

describe("status and impersonator", () => {
  test.each([
    [true, true],
    [false, false],
    [1, true],
    [0, false],
    ["1", true],
    ["0", false],
    ["true", true],
    ["false", false],
  ])("accept %j as %s", async (given, meant) => {
    const userId = await createUser();
    expect((await patch(userId, "status", { status: given })).body["status"]).toBe(meant);
    expect((await patch(userId, "impersonator", { impersonator: given })).body["impersonator"]).toBe(meant);
    expect(await readUser(userId)).toMatchObject({ status: meant, impersonator: meant });
  });
  test.each([2, "", "yes", "TRUE", [], {}, [true]])("refuse %j", async (given) => {
    expectInvalid(await patch("nobody", "status", { status: given }), "status", "Value must be a valid boolean");
    expectInvalid(
      await patch("nobody", "impersonator", { impersonator: given }),
      "impersonator",
      "Value must be a valid boolean",
    );
  });
});

describe("the verifications", () => {
  test("go both ways, each by itself", async () => {
    const userId = await createUser();
    await patch(userId, "verification", { emailVerification: true });
    expect(await readUser(userId)).toMatchObject({ emailVerification: true, phoneVerification: false });
    await patch(userId, "verification/phone", { phoneVerification: true });
    await patch(userId, "verification", { emailVerification: false });
    expect(await readUser(userId)).toMatchObject({ emailVerification: false, phoneVerification: true });
  });
  test.each([1, 0, "true", "false", "1", null, ""])("accept JSON's booleans only, so not %j", async (given) => {
    expectInvalid(await patch("nobody", "verification", { emailVerification: given }), "emailVerification");
    expectInvalid(await patch("nobody", "verification/phone", { phoneVerification: given }), "phoneVerification");
  });
});

describe("name", () => {
  test("may be empty, and have 128 characters of any size", async () => {
    const userId = await createUser({ name: "Ann" });
    for (const name of ["", "Updated name", "😀".repeat(128), " ", "<b>"]) {
      expect(await patch(userId, "name", { name })).toMatchObject({ status: 200, body: { name } });
      expect(await readUser(userId)).toMatchObject({ name });
    }
  });
  test.each(["x".repeat(129), "😀".repeat(129), 1, ["x"], "\ud800"])("is not %j", async (name) => {
    expectInvalid(
      await patch("nobody", "name", { name }),
      "name",
      "Value must be a valid string and at least 0 chars and no longer than 128 chars",
    );
  });
  test("is found by search, and the old one no longer", async () => {
    const userId = await createUser({ name: "Quirinius Oldname" });
    await patch(userId, "name", { name: "Quirinius Newname" });
    expect(await search("Quirinius Newname")).toEqual([userId]);
    expect(await search("newname")).toEqual([userId]);
    expect(await search("oldname")).toEqual([]);
    expect(await search(userId)).toEqual([userId]);
  });
});

describe("labels", () => {
  test("are replaced, duplicates removed, the first of each in its place", async () => {
    const userId = await createUser();
    for (const [given, shown] of [
      [["admin"], ["admin"]],
      [
        ["vip", "pro"],
        ["vip", "pro"],
      ],
      [[], []],
      [
        ["vip", "vip", "pro"],
        ["vip", "pro"],
      ],
      [
        ["b", "a", "B", "b", "c", "a"],
        ["b", "a", "B", "c"],
      ],
    ]) {
      expect(await putLabels(userId, given)).toMatchObject({ status: 200, body: { labels: shown } });
      expect(await readUser(userId)).toMatchObject({ labels: shown });
    }
  });

  test("may be a thousand of 36 characters", async () => {
    const userId = await createUser();
    const labels = Array.from({ length: 1_000 }, (_, index) => `${"x".repeat(33)}${String(index).padStart(3, "0")}`);
    expect(await putLabels(userId, labels)).toMatchObject({ status: 200, body: { labels } });
    expect(await putLabels(userId, [])).toMatchObject({ status: 200, body: { labels: [] } });
    const table = await rows(
      "SELECT count(*) AS n FROM user_labels WHERE user_seq = (SELECT seq FROM users WHERE id = ?)",
      userId,
    );
    expect(table).toEqual([{ n: 0 }]);
  });

  test("are counted before duplicates are removed", async () => {
    const text = "Value must a valid array no longer than 1000 items";
    expectInvalid(await putLabels("nobody", Array<string>(1_001).fill("a")), "labels", text);
  });

  test.each([
    [["invalid-label"]],
    [["a".repeat(129)]],
    [["a".repeat(37)]],
    [["ok", ""]],
    [["é"]],
    [[1]],
    [[null]],
    [[Array<string>(101).fill("a")]],
  ])("are not %j", async (labels) => {
    const text = /^Invalid.*no longer than 1000 items and Value must be a valid string and at least 1 chars/;
    const answer = await putLabels("nobody", labels);
    expectRefusal(answer, "general_argument_invalid", text);
  });
  test.each(["admin", "", 1, true, {}, { "0": "a" }])("are a list, so not %j", async (labels) => {
    expectInvalid(await putLabels("nobody", labels), "labels", "Value must a valid array no longer than 1000 items");
  });

  test("are found by search, by themselves and as label:x", async () => {
    const userId = await createUser();
    await putLabels(userId, ["zebra", "okapi"]);
    expect(await search("zebra")).toEqual([userId]);
    expect(await search('"label:okapi"')).toEqual([userId]);
    await putLabels(userId, ["okapi"]);
    expect(await search("zebra")).toEqual([]);
    expect(await search("okapi")).toEqual([userId]);
  });
});

describe("prefs", () => {
  const prefsOf = async (userId: string) => (await call("GET", `/users/${userId}/prefs`)).text;

  test("are replaced whole, and are the answer themselves", async () => {
    const userId = await createUser();
    expect(await prefsOf(userId)).toBe("{}");
    for (const prefs of [
      { funcKey1: "funcValue1", funcKey2: "funcValue2" },
      { a: { b: [1, null, true, "é/\u2028"] } },
      {},
    ]) {
      const answer = await patch(userId, "prefs", { prefs });
      expect(answer).toMatchObject({
        status: 200,
        type: "application/json; charset=UTF-8",
        text: JSON.stringify(prefs),
      });
      expect(await prefsOf(userId)).toBe(JSON.stringify(prefs));
      expect((await call("GET", `/users/${userId}`)).text).toContain(`"prefs":${JSON.stringify(prefs)},`);
    }
  });

  test("that are the empty list are the empty object", async () => {
    const userId = await createUser();
    await patch(userId, "prefs", { prefs: { a: 1 } });
    expect((await patch(userId, "prefs", { prefs: [] })).text).toBe("{}");
    expect((await call("GET", `/users/${userId}`)).text).toContain('"prefs":{},');
  });

  test("may have names that objects have already", async () => {
    const userId = await createUser();
    const text = '{"__proto__":{"a":1},"constructor":2,"prototype":3,"toString":4,"hasOwnProperty":5,"":6,"$id":7}';
    const body = `{"prefs":${text}}`;
    const headers = { "content-type": "application/json" };
    expect((await call("PATCH", `/users/${userId}/prefs`, { body, headers })).text).toBe(text);
    expect(await prefsOf(userId)).toBe(text);
    expect((await call("GET", `/users/${userId}`)).text).toContain(`"prefs":${text},`);
  });

  test("change the user's date", async () => {
    const userId = await createUser();
    await rows("UPDATE users SET updated_at = 1000 WHERE id = ?", userId);
    await patch(userId, "prefs", { prefs: { a: 1 } });
    expect(Date.parse(String((await readUser(userId))["$updatedAt"]))).toBeGreaterThan(Date.now() - 60_000);
  });

  test("have at most 65,535 bytes as PHP would write them", async () => {
    const userId = await createUser();
    const around = '{"a":""}'.length;
    const full = { a: `${"/".repeat((65_535 - around - 1) / 2)}x` };
    expect(await patch(userId, "prefs", { prefs: full })).toMatchObject({ status: 200, body: full });
    const text = "Value must be a valid object. Its JSON may have at most 65535 bytes.";
    expectInvalid(await patch(userId, "prefs", { prefs: { a: `${full.a}x` } }), "prefs", text);
    expectInvalid(await patch(userId, "prefs", { prefs: { a: "😀".repeat(100_000 / 12) } }), "prefs", text);
    expectInvalid(await patch(userId, "prefs", { prefs: { a: "-".repeat(100_000) } }), "prefs", text);
    expect(await readUser(userId)).toMatchObject({ prefs: full });
  });

  test.each(["{}", "[]", '{"test":"value"}', "", 1, true, ["a"], [{}], { "0": "a", "1": "b" }])(
    "are not %j",
    async (prefs) => {
      expectInvalid(await patch("nobody", "prefs", { prefs }), "prefs", /valid object/);
    },
  );

  test("of an absent user are a 404", async () => {
    expectRefusal(await call("GET", "/users/nobody/prefs"), "user_not_found");
    expectRefusal(await patch("nobody", "prefs", { prefs: {} }), "user_not_found");
    expectMissing(await patch("nobody", "prefs", {}), "prefs");
  });
});

describe("password", () => {
  const stored = ({ hash, hashOptions, password }: Readonly<Record<string, unknown>>) => ({
    hash: String(hash),
    password: String(password),
    options: Object(hashOptions),
  });

  test("is hashed in the default format, whatever the earlier one", async () => {
    const userId = fresh();
    const hash = { userId, email: `${userId}@example.com`, password: "144fa7eaa4904e8ee120651997f70dcc" };
    await call("POST", "/users/md5", { body: hash });
    await rows("UPDATE users SET password_update = 1000 WHERE id = ?", userId);
    const old = await readUser(userId);
    const { body, status } = await patch(userId, "password", { password: "pässword2" });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...old,
      $updatedAt: date,
      passwordUpdate: body["$updatedAt"],
      ...ownFormat,
      password: ownHash,
    });
    expect(await verifyPassword("pässword2", stored(body))).toBe("match");
    expect(await readUser(userId)).toEqual(body);
  });

  test("that is empty clears it and keeps the format", async () => {
    const userId = await createUser({ password: "password" });
    const old = await readUser(userId);
    const { body, status } = await patch(userId, "password", { password: "" });
    expect(status).toBe(200);
    expect(body).toEqual({ ...old, $updatedAt: date, passwordUpdate: body["$updatedAt"], password: "" });
    expect(await verifyPassword("", stored(body))).toBe("malformed");
  });

  test("may be the same again, under another salt", async () => {
    const userId = await createUser({ password: "password" });
    const { password } = await readUser(userId);
    expect((await patch(userId, "password", { password: "password" })).body["password"]).not.toBe(password);
  });

  test.each(["1234567", "x".repeat(257), "é".repeat(129), 12_345_678, ["password"], " "])(
    "is not %j",
    async (password) => {
      const text = "Password must be between 8 and 256 characters long.";
      expectInvalid(await patch("nobody", "password", { password }), "password", text);
    },
  );

  test("of an absent user is a 404 and changes nothing", async () => {
    const before = await dump();
    expectRefusal(await patch("nobody", "password", { password: "password" }), "user_not_found");
    expectRefusal(await patch("nobody", "password", { password: "" }), "user_not_found");
    expect(await dump()).toEqual(before);
  });
});
