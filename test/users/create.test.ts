import { describe, expect, test } from "vitest";
import { verifyPassword } from "../../src/lib/passwords/registry.ts";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import {
  bareUser,
  corporateEmail,
  createUser,
  date,
  fresh,
  generatedId,
  ownHash,
  readUser,
  targetOf,
} from "../harness/users.ts";

const create = (body: object) => call("POST", "/users", { body });

describe("a created user", () => {
  test("with everything, shows everything, then and on reading", async () => {
    const email = "cristiano.ronaldo@manchester-united.co.uk";
    const answer = await create({
      userId: "ronaldo",
      email,
      phone: "+16308520394",
      password: "password",
      name: "Cristiano Ronaldo",
    });
    const expected = {
      ...bareUser,
      ...corporateEmail(email),
      $id: "ronaldo",
      name: "Cristiano Ronaldo",
      password: ownHash,
      passwordUpdate: date,
      phone: "+16308520394",
      targets: [targetOf("ronaldo", "email", email), targetOf("ronaldo", "sms", "+16308520394")],
    };
    expect(answer).toMatchObject({ status: 201, type: "application/json; charset=UTF-8" });
    expect(answer.body).toEqual(expected);
    expect(answer.text).toContain('"prefs":{}');
    expect(await readUser("ronaldo")).toEqual(answer.body);
  });

  test.each([
    ["nothing", {}, {}],
    ["an email", { email: "emailonlyuser@example.com" }, { email: "emailonlyuser@example.com" }],
    ["a phone", { phone: "+123456789012" }, { phone: "+123456789012" }],
    ["a password", { password: "passwordOnlyUser" }, { password: ownHash, passwordUpdate: date }],
    [
      "a phone and a password",
      { password: "password", phone: "+123456789013" },
      { phone: "+123456789013", password: ownHash, passwordUpdate: date },
    ],
    [
      "an email and a password",
      { email: "emailuser@example.com", password: "password" },
      { email: "emailuser@example.com", password: ownHash, passwordUpdate: date },
    ],
    ["a name", { name: "Ann" }, { name: "Ann" }],
  ])("with %s and an id of the server's, has only that", async (_, fields, shown) => {
    const { body, status } = await create({ userId: "unique()", ...fields });
    const id = String(body["$id"]);
    const { email, phone } = { email: "", phone: "", ...shown };
    expect(status).toBe(201);
    expect(body).toEqual({
      ...bareUser,
      $id: generatedId,
      ...shown,
      ...(email !== "" && corporateEmail(email)),
      targets: [
        ...(email === "" ? [] : [targetOf(id, "email", email)]),
        ...(phone === "" ? [] : [targetOf(id, "sms", phone)]),
      ],
    });
    expect(await readUser(id)).toEqual(body);
  });

  test("has its email in lower case", async () => {
    const userId = await createUser({ email: "Lionel.MESSI@PSG.fr" });
    expect(await readUser(userId)).toMatchObject({
      ...corporateEmail("lionel.messi@psg.fr"),
      targets: [{ identifier: "lionel.messi@psg.fr" }],
    });
  });

  test("has the given name and id", async () => {
    const name = `  <b>Zoë</b> '"\\ \u0000😀${"x".repeat(100)} `;
    expect(await readUser(await createUser({ userId: "A.b-C_1", name }))).toMatchObject({ $id: "A.b-C_1", name });
  });

  test("has the facts about its address", async () => {
    expect(await readUser(await createUser({ email: "a.nn+x@gmail.com" }))).toMatchObject({
      emailCanonical: "ann@gmail.com",
      emailIsFree: true,
      emailIsDisposable: false,
      emailIsCorporate: false,
      emailIsCanonical: false,
    });
    expect(await readUser(await createUser({ email: "ann@mailinator.com" }))).toMatchObject({
      emailIsFree: false,
      emailIsDisposable: true,
      emailIsCorporate: false,
      emailIsCanonical: true,
    });
  });

  test("has a password that verifies, also past ASCII, under a salt of its own", async () => {
    const password = "pässwörd 😀";
    const [a, b] = [await readUser(await createUser({ password })), await readUser(await createUser({ password }))];
    expect(a["password"]).not.toBe(b["password"]);
    const stored = { hash: String(a["hash"]), password: String(a["password"]), options: {} };
    expect(await verifyPassword(password, stored)).toBe("match");
    expect(await verifyPassword("pässwörd", stored)).toBe("mismatch");
  });

  test("has a new id each time the server makes it", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => createUser({ userId: "unique()" })));
    expect(new Set(ids).size).toBe(20);
    for (const id of ids) expect(id).toEqual(generatedId);
  });
});

describe("a conflict", () => {
  test.each([
    ["the same id", { userId: "taken" }],
    ["the same id in another case", { userId: "TaKeN" }],
    ["the same email", { userId: "unique()", email: "taken@example.com" }],
    ["the same email in another case", { userId: "unique()", email: "Taken@Example.com" }],
    ["the same phone", { userId: "unique()", phone: "+1415555" }],
  ])("over %s is a 409 and changes nothing", async (_, fields) => {
    await create({ userId: "taken", email: "taken@example.com", phone: "+1415555" });
    const before = await dump();
    expectRefusal(await create({ name: "x", email: `${fresh()}@example.com`, ...fields }), "user_already_exists");
    expect(await dump()).toEqual(before);
  });

  test("of a contact that another user has as a target only leaves out the target", async () => {
    const owner = await createUser();
    await rows(
      `INSERT INTO targets (id, created_at, updated_at, user_seq, provider_type, identifier, expired)
       SELECT 'foreign-' || value, 0, 0, seq, key, value, 0
       FROM users, json_each('{"email": "swallowed@example.com", "sms": "+910000000000"}') WHERE users.id = ?`,
      owner,
    );
    const answer = await create({ userId: fresh(), email: "swallowed@example.com", phone: "+910000000000" });
    expect(answer).toMatchObject({
      status: 201,
      body: { email: "swallowed@example.com", phone: "+910000000000", targets: [] },
    });
    expect(await readUser(owner)).toMatchObject({
      targets: [{ $id: "foreign-swallowed@example.com" }, { $id: "foreign-+910000000000" }],
    });
  });

  test("does not arise over empty values", async () => {
    await createUser();
    await createUser();
    expect(await rows("SELECT count(*) > 1 AS many FROM users WHERE email IS NULL AND phone IS NULL")).toEqual([
      { many: 1 },
    ]);
  });
});

test("an id in another case is not found, yet conflicts on creation", async () => {
  await createUser({ userId: "MixedCase" });
  expectRefusal(await create({ userId: "mixedcase" }), "user_already_exists");
  expectRefusal(await call("GET", "/users/mixedcase"), "user_not_found");
  expectRefusal(await call("PATCH", "/users/MIXEDCASE/name", { body: { name: "x" } }), "user_not_found");
  expectRefusal(await call("DELETE", "/users/mixedCase"), "user_not_found");
  expect(await readUser("MixedCase")).toMatchObject({ name: "" });
});

describe("a parameter", () => {
  test.each([
    [
      "userId",
      "_x",
      "Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, period, hyphen, and underscore. Can't start with a special char",
    ],
    ["email", "a@localhost", "Value must be a valid email address"],
    ["phone", "8989829304", /Phone number must start with a '\+'/],
    ["password", "1234567", "Password must be between 8 and 256 characters long."],
    ["password", "x".repeat(257), "Password must be between 8 and 256 characters long."],
    ["password", 12_345_678, "Password must be between 8 and 256 characters long."],
    ["name", "x".repeat(129), "Value must be a valid string and at least 1 chars and no longer than 128 chars"],
    ["name", ["x"], "Value must be a valid string and at least 1 chars and no longer than 128 chars"],
  ])("%s of %j is refused", async (parameter, value, text) => {
    const before = await dump();
    expectInvalid(await create({ userId: fresh(), [parameter]: value }), parameter, text);
    expect(await dump()).toEqual(before);
  });

  test("may have its maximum length", async () => {
    const fields = { userId: "a".repeat(36), name: "😀".repeat(128), password: "é".repeat(128) };
    expect(await create(fields)).toMatchObject({ status: 201, body: { $id: fields.userId, name: fields.name } });
  });
});
