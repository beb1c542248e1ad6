/** Signing in with a hash that is weaker than the default (docs/decisions/0016-passwords.md; docs/spec/passwords.md#rehash). */
import { describe, expect, test, vi } from "vitest";
import { formats, hashPassword } from "../../src/lib/passwords/registry.ts";
import { createPerson, guest } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { settled } from "../harness/sessions.ts";
import { fresh, readUser } from "../harness/users.ts";
import { vectors } from "./vectors/index.ts";
import type { Sample } from "./vectors/vector.ts";

holdClock();

/** The length of a new hash's salt in bytes; a sign-in draws no other random bytes of this length. */
const saltBytes = 16;

const ask = (email: unknown, password: string) =>
  call("POST", "/account/sessions/email", { ...guest(), fetch: settled, body: { email, password } });

/** Imports a user. @returns the user as GET shows it */
async function importUser(importPath: string, { encoded, values }: Sample) {
  const userId = fresh();
  const body = { userId, email: `${userId}@mail.example`, password: encoded, ...values };
  expect((await call("POST", `/users/${importPath}`, { body })).status).toBe(201);
  return readUser(userId);
}

const readAgain = (user: Readonly<Record<string, unknown>>) => readUser(String(user["$id"]));

/** The form of today's stored passwords. */
const strong = {
  password: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/),
  hash: "argon2",
  hashOptions: { type: "argon2", memoryCost: 19_456, timeCost: 2, threads: 1 },
};
const later = "2026-11-01T12:00:05.000+00:00";

/** A weak hash of each format, of an allowed password. */
const weak = formats.map(({ hash, importPath }) => {
  const vector = vectors.find((list) => list.hash === hash)?.right.find(({ password }) => password.length >= 8);
  if (vector === undefined) throw new Error(`No vector of ${hash} has a password that may be given.`);
  return { hash, importPath, vector };
});

describe.each(weak)("a password stored as $hash", ({ importPath, vector }) => {
  test("signs in, is rehashed to the default, and signs in again; nothing else changes", async () => {
    const before = await importUser(importPath, vector);
    setClock(5_000);
    expect((await ask(before["email"], vector.password)).status).toBe(201);
    const after = await readAgain(before);
    expect(after).toEqual({ ...before, ...strong, $updatedAt: later, accessedAt: later });
    expect(after["password"]).not.toBe(before["password"]);
    expect(after["passwordUpdate"]).toBe("2026-11-01T12:00:00.000+00:00");

    setClock(9_000);
    expect((await ask(before["email"], vector.password)).status).toBe(201);
    expect(await readAgain(before)).toEqual(after);
    expectRefusal(await ask(before["email"], "wrong password"), "user_invalid_credentials");
  });

  test("stays as it is until a sign-in with it", async () => {
    const before = await importUser(importPath, vector);
    expectRefusal(await ask(before["email"], "wrong password"), "user_invalid_credentials");
    await call("POST", `/users/${String(before["$id"])}/sessions`);
    expect(await readAgain(before)).toEqual(before);
  });
});

describe("an argon2 password", () => {
  test.each([
    ["of the default cost", "$argon2id$v=19$m=19456,t=2,p=1$", null],
    [
      "of more than the default cost",
      "$argon2id$v=19$m=65536,t=4,p=3$",
      "$argon2id$v=19$m=65536,t=4,p=3$azFVSGhPaXVBYnZMblNRaw$Pzm3TowCIbab0S5GL2id3OhZMexfFvutVSDoZ8D/Z8o",
    ],
  ])("%s is not rehashed", async (_, prefix, given) => {
    const encoded = given ?? (await hashPassword("appwrite")).password;
    const before = await importUser("argon2", { encoded });
    expect(before["password"]).toBe(encoded);
    expect(encoded.startsWith(prefix)).toBe(true);
    expect((await ask(before["email"], "appwrite")).status).toBe(201);
    expect(await readAgain(before)).toMatchObject({ password: encoded, hashOptions: { type: "argon2" } });
  });

  test("that the server set is not rehashed", async () => {
    const { email, password, userId } = await createPerson();
    const before = await readUser(userId);
    expect((await ask(email, password)).status).toBe(201);
    expect((await readUser(userId))["password"]).toBe(before["password"]);
  });
});

/** The hash of 72 times `a`, which is all that bcrypt reads. */
const fullBcrypt = "$2b$04$......................UaUp2CqHXn14N7RprrzoDsNv91ahi36";

test.each(["bcrypt", "phpass"])("a %s password matches by its first 72 bytes, and is not rehashed", async (path) => {
  const before = await importUser(path, { encoded: fullBcrypt });
  for (const length of [73, 72, 100]) expect((await ask(before["email"], "a".repeat(length))).status).toBe(201);
  expectRefusal(await ask(before["email"], "a".repeat(71)), "user_invalid_credentials");
  expect(await readAgain(before)).toMatchObject({ password: fullBcrypt, hash: path });
});

const md5OfAppwrite = "144fa7eaa4904e8ee120651997f70dcc";

test("a failing rehash does not fail the sign-in: the stored hash stays, and an error is logged", async () => {
  const before = await importUser("md5", { encoded: md5OfAppwrite });
  const told = vi.spyOn(console, "error").mockReturnValue();
  const random = crypto.getRandomValues.bind(crypto);
  const salt = vi.spyOn(crypto, "getRandomValues").mockImplementation((bytes) => {
    if (bytes.byteLength === saltBytes) throw new Error("no salt today");
    return random(bytes);
  });
  expect((await ask(before["email"], "appwrite")).status).toBe(201);
  salt.mockRestore();
  expect(await readAgain(before)).toMatchObject({ password: before["password"], hash: before["hash"] });
  expect(told.mock.calls).toEqual([[expect.stringContaining("no salt today")]]);
  told.mockRestore();
});

test("accessedAt is updated once a day, as with any sign-in", async () => {
  const before = await importUser("md5", { encoded: md5OfAppwrite });
  const userId = String(before["$id"]);
  const { body } = await call("POST", `/users/${userId}/sessions`);
  const headers = { "x-appwrite-session": String(body["secret"]) };
  await call("GET", "/account", { ...guest(headers), fetch: settled });
  setClock(5_000);
  expect((await ask(before["email"], "appwrite")).status).toBe(201);
  expect(await readUser(userId)).toMatchObject({ ...strong, accessedAt: "2026-11-01T12:00:00.000+00:00" });
});

test("Five simultaneous sign-ins of a user all succeed, whichever stores the stronger hash first", async () => {
  const sample = vectors.find(({ hash }) => hash === "md5")?.right[0];
  if (sample === undefined) throw new Error("No vector of md5.");
  const user = await importUser("md5", sample);
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask(user["email"], sample.password)));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
  expect(await readAgain(user)).toMatchObject({ hash: "argon2", passwordUpdate: user["passwordUpdate"] });
  expect((await ask(user["email"], sample.password)).status).toBe(201);
});
