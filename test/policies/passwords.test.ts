/**
 * The effects of the policies on passwords: dictionary, strength and personal data
 * (docs/spec/project.md#policy-effects).
 */
import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { createPerson, guest, signIn } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh, readUser } from "../harness/users.ts";
import { newPasswords, someone } from "./new-passwords.ts";
import { resetSettings, setPolicy } from "./policies.ts";

afterEach(resetSettings);

const isCommon = "Password must not be among the 10,000 most common ones.";

async function setAll(): Promise<void> {
  await setPolicy("password-dictionary", { enabled: true });
  await setPolicy("password-personal-data", { enabled: true });
  await setPolicy("password-history", { total: 20 });
  const kinds = { uppercase: true, lowercase: true, number: true, symbols: true };
  await setPolicy("password-strength", { min: 256, ...kinds });
}

describe.each(newPasswords)("$route", ({ give, knowsPhone, status }) => {
  test("refuses a common password once the dictionary is on, and takes it while it is off", async () => {
    expect((await give("football")).status).toBe(status);
    await setPolicy("password-dictionary", { enabled: true });
    expectInvalid(await give("football"), "password", isCommon);
    expectInvalid(await give("FootBall"), "password", isCommon);
    expect((await give("football and tea")).status).toBe(status);
    await setPolicy("password-dictionary", { enabled: false });
    expect((await give("football")).status).toBe(status);
  });

  test("refuses a weak password, with the requirements", async () => {
    await setPolicy("password-strength", { min: 12 });
    expectInvalid(await give("a few of us"), "password", "Password must have at least 12 characters.");
    expect((await give("a few of us!")).status).toBe(status);
    await setPolicy("password-strength", { uppercase: true, lowercase: true, number: true, symbols: true });
    const sentence =
      "Password must have at least 12 characters, an uppercase letter, a lowercase letter, a digit, a symbol.";
    for (const weak of ["a FEW of us 7", "a FEW of us!", "a few of us 7!", "A FEW OF US 7!", "a FEW 7!"]) {
      expectInvalid(await give(weak), "password", sentence);
    }
    expect((await give("a FEW of us 7!")).status).toBe(status);
    await setPolicy("password-strength", { min: 8, uppercase: false, lowercase: false, number: false, symbols: false });
    expect((await give("a few of")).status).toBe(status);
  });

  test("accepts passwords of every length within the bounds, which no policy widens", async () => {
    const ends = "Password must be between 8 and 256 characters long.";
    await setPolicy("password-strength", { min: 256 });
    expect((await give("x".repeat(256))).status).toBe(status);
    expectInvalid(await give("x".repeat(255)), "password", "Password must have at least 256 characters.");
    expectInvalid(await give("x".repeat(257)), "password", ends);
    await setPolicy("password-strength", { min: 8 });
    expectInvalid(await give("x".repeat(7)), "password", ends);
  });

  test("refuses personal data in a password, in any case, once the policy is on", async () => {
    const personal = (who: ReturnType<typeof someone>) => [
      `my ${who.userId.toLowerCase()} password`,
      `my ${who.name.toUpperCase()} password`,
      `my ${who.email.toUpperCase()} password`,
      `my ${who.email.split("@")[0] ?? ""} password`,
      ...(knowsPhone ? [`my ${who.phone} password`, `my ${who.phone.slice(1)} password`] : []),
    ];
    await setPolicy("password-personal-data", { enabled: true });
    // Some routes create the user before the password, so each password gets a user of its own.
    const count = personal(someone()).length;
    for (let index = 0; index < count; index += 1) {
      const who = someone();
      expectRefusal(await give(personal(who)[index] ?? "", who), "password_personal_data");
    }
    expect((await give("my Peregrine password")).status).toBe(status);
    await setPolicy("password-personal-data", { enabled: false });
    const who = someone();
    expect((await give(`my ${who.userId} password`, who)).status).toBe(status);
  });

  test("reports a weak password before a common one, and that before personal data", async () => {
    await setAll();
    const who = { ...someone(), name: "football" };
    expectInvalid(await give("football", who), "password", /Password must have at least 256 characters/);
    await setPolicy("password-strength", { min: 8, uppercase: false, lowercase: false, number: false, symbols: false });
    expectInvalid(await give("football", { ...someone(), name: "football" }), "password", isCommon);
    await setPolicy("password-dictionary", { enabled: false });
    expectRefusal(await give("football", { ...someone(), name: "football" }), "password_personal_data");
  });
});

describe("a refused password leaves no trace", () => {
  test.each(newPasswords.slice(0, 3).filter(({ status }) => status === 201))(
    "$route makes no user",
    async ({ give }) => {
      await setPolicy("password-dictionary", { enabled: true });
      const count = () => rows("SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM logs) AS logs");
      const before = await count();
      await give("football");
      expect(await count()).toEqual(before);
    },
  );

  test("PATCH /users/{userId}/password keeps the old one", async () => {
    const person = await createPerson();
    await setPolicy("password-dictionary", { enabled: true });
    const before = await readUser(person.userId);
    await call("PATCH", `/users/${person.userId}/password`, { body: { password: "football" } });
    expect(await readUser(person.userId)).toEqual(before);
  });
});

describe("passwords outside the policies", () => {
  test("existing passwords", async () => {
    const email = `${fresh()}@mail.example`;
    await createUser({ email, password: "football" });
    await setAll();
    expect(await signIn({ userId: "", email, password: "football" })).toHaveProperty("secret");
  });

  test("hashes that are imported: of a common password, and with the user's id in them", async () => {
    await setAll();
    const hash = createHash("md5").update("football").digest("hex");
    const [userId, email] = [hash.slice(0, 8), `${fresh()}@mail.example`];
    const answer = await call("POST", "/users/md5", { body: { userId, email, password: hash } });
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 201, body: { password: hash } });
    expect(await signIn({ userId, email, password: "football" })).toHaveProperty("secret");
  });

  test("users without a password: new ones, and those who lose it", async () => {
    await setAll();
    const userId = await createUser();
    const answer = await call("PATCH", `/users/${userId}/password`, { body: { password: "" } });
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 200, body: { password: "" } });
  });

  test("an id that the server has yet to make", async () => {
    await setPolicy("password-personal-data", { enabled: true });
    const body = { userId: "unique()", password: "call unique() twice" };
    expect((await call("POST", "/users", { body })).status).toBe(201);
    const account = { ...body, email: `${fresh()}@mail.example` };
    expect((await call("POST", "/account", { ...guest(), body: account })).status).toBe(201);
  });
});
