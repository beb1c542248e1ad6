/** POST /users/hash: a user with a hash of any system (docs/spec/passwords.md#families, docs/passwords.md). */
import { describe, expect, test } from "vitest";
import { allFormats, families } from "../../src/lib/passwords/registry.ts";
import { guest } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { settled } from "../harness/sessions.ts";
import { fresh, readUser } from "../harness/users.ts";
import { vectors } from "./vectors/index.ts";

type Fields = Readonly<Record<string, unknown>>;

async function importHash(password: string, fields: Fields = {}) {
  const userId = fresh();
  const body = { userId, email: `${userId}@mail.example`, password, ...fields };
  return { userId, email: body.email, answer: await call("POST", "/users/hash", { body }) };
}

const signIn = async (email: string, password: string) =>
  (await call("POST", "/account/sessions/email", { ...guest(), fetch: settled, body: { email, password } })).status;

/** Imports a hash and signs in with a password, twice: the second time with the rehashed password. */
async function expectSignIn(password: string, encoded: string, fields: Fields = {}) {
  const { answer, email, userId } = await importHash(encoded, fields);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  expect(await signIn(email, `${password}!`), encoded).toBe(401);
  expect(await signIn(email, password), encoded).toBe(201);
  expect(await signIn(email, password), encoded).toBe(201);
  return readUser(userId);
}

describe("each family", () => {
  test.each(families.map(({ hash }) => hash))(
    "%s signs in, and is rehashed then",
    async (hash) => {
      const samples = vectors.find((list) => list.hash === hash)?.right ?? [];
      expect(samples.length).toBeGreaterThan(5);
      // One hash of each spelling, by its prefix.
      const spellings = new Map(samples.map((sample) => [sample.encoded.slice(0, 6), sample]));
      for (const { encoded, password, values } of [...spellings.values()].slice(0, 8)) {
        const isNamed = values !== undefined || /^[0-9a-f]{32}$|^\$P\$/.test(encoded);
        const user = await expectSignIn(password, encoded, isNamed ? { ...values, format: hash } : {});
        expect(user["hash"]).toBe("argon2");
      }
    },
    120_000,
  );

  test.each(families.map(({ hash }) => hash))("%s shows its name and its options", async (hash) => {
    const sample = vectors.find((list) => list.hash === hash)?.right.at(-1);
    if (sample === undefined) throw new Error(`No vector of ${hash}.`);
    const { answer } = await importHash(sample.encoded, { ...sample.values, format: hash });
    expect(answer.body).toMatchObject({ hash, password: sample.encoded, hashOptions: { type: hash } });
  });
});

test("the hash itself says which of the seven formats of the SDKs it has", async () => {
  const found: unknown[] = [];
  for (const hash of ["argon2", "bcrypt", "phpass"]) {
    const sample = vectors.find((list) => list.hash === hash)?.right[0];
    if (sample === undefined) throw new Error(`No vector of ${hash}.`);
    found.push((await importHash(sample.encoded)).answer.body["hash"]);
  }
  expect(found).toEqual(["argon2", "bcrypt", "phpass"]);
});

test("a format of the SDKs can be named, with its parameters", async () => {
  for (const hash of ["md5", "scrypt", "scryptMod", "sha"]) {
    const sample = vectors.find((list) => list.hash === hash)?.right[0];
    if (sample === undefined) throw new Error(`No vector of ${hash}.`);
    await expectSignIn(sample.password, sample.encoded, { ...sample.values, format: hash });
  }
});

describe("a hash that another system put its name before", () => {
  const bcrypt = "$2a$10$TyQ9msxoLMmJAPNVJ30LHeKgE5zMBkM78gxN9tLJfErUB/1LqToQ6";
  const argon2 =
    "$argon2id$v=19$m=19456,t=2,p=1$tDaebKX4nY0$lNSKuqbkeyfA+EbKBXe/2Nt8qCA7GOls3+B0HNbMzmlAfT8jYyIHprL3JBDEW2+gJ5aIZFinM0YjN9vqxL4vyw";
  test.each([
    ["Django", `bcrypt$${bcrypt}`, bcrypt],
    ["Django", `argon2${argon2}`, argon2],
    ["Spring", `{bcrypt}${bcrypt}`, bcrypt],
    ["OpenLDAP", `{ARGON2}${argon2}`, argon2],
    ["Nextcloud", `3|${argon2}`, argon2],
  ])("is stored without the name of %s: %s", async (_, wrapped, stored) => {
    const { answer } = await importHash(wrapped);
    expect(answer.body["password"]).toBe(stored);
  });
});

describe("a hash in another system's spelling is stored as an equivalent text", () => {
  const keycloak = (secretData: object, credentialData: object) =>
    JSON.stringify({ secretData: JSON.stringify(secretData), credentialData: JSON.stringify(credentialData) });
  const salt = "EvRUuTN1lcJhtg1zCIFoUg";
  const key = "KcwfB6pdGEseNxrvEbiRYJNx6YlsTPW9xFp5Lu7rCWRYqTknVUQsybYkWekDNbcI904OJf93XYRu8feKuEqrTw";
  const argon2 = {
    hashIterations: 5,
    algorithm: "argon2",
    additionalParameters: { hashLength: ["32"], memory: ["7168"], type: ["id"], version: ["1.3"], parallelism: ["1"] },
  };
  // Keycloak's and MediaWiki's own implementations, and Lucia's by Node's scrypt.
  test.each([
    [
      "Keycloak up to 24",
      keycloak({ value: `${key}==`, salt: `${salt}==` }, { hashIterations: 210_000, algorithm: "pbkdf2-sha512" }),
      `$pbkdf2-sha512$i=210000$${salt}$${key}`,
    ],
    [
      "Keycloak since 25",
      keycloak({ value: "72ZElbooN++9WYQaG8fp8bnISlhrMItEAfRi/OR6Mlk=", salt: "9qQhRya97866LeEcJPlQIQ==" }, argon2),
      "$argon2id$v=19$m=7168,t=5,p=1$9qQhRya97866LeEcJPlQIQ$72ZElbooN++9WYQaG8fp8bnISlhrMItEAfRi/OR6Mlk",
    ],
    [
      "MediaWiki",
      ":pbkdf2:sha512:30000:64:9+2aCbgPafP0HfSvmSE81w==:TFr7HrgSvm43pszdRQcBnfb85fj6SGvqDqnYysvr8B4PLNbEORwgXCk3hwd/1VN9wds9qhIbFQMMYK2dnFK5SA==",
      "$pbkdf2-sha512$i=30000,l=64$9+2aCbgPafP0HfSvmSE81w$TFr7HrgSvm43pszdRQcBnfb85fj6SGvqDqnYysvr8B4PLNbEORwgXCk3hwd/1VN9wds9qhIbFQMMYK2dnFK5SA",
    ],
    [
      "Lucia",
      "s2:0123456789abcdef:aa2d050673db2ce24ede4043f0c43606ae3224d75dbaf6060da574a4877489fb807c975939bb0534a6558033636792fc5f3891859d00851122ca4500304b6f07",
      "scrypt:16384:16:1$0123456789abcdef$aa2d050673db2ce24ede4043f0c43606ae3224d75dbaf6060da574a4877489fb807c975939bb0534a6558033636792fc5f3891859d00851122ca4500304b6f07",
    ],
  ])("%s", async (_, encoded, stored) => {
    const { answer } = await importHash(encoded);
    expect(answer.body["password"]).toBe(stored);
    await expectSignIn("correct horse battery", encoded);
  });

  test.each([
    ["no credential", '{"a":"b"}', "format"],
    ["an unknown algorithm", keycloak({ value: key, salt }, { algorithm: "md5" }), "format"],
    ["no rounds", keycloak({ value: key, salt }, { algorithm: "pbkdf2-sha256" }), "password"],
    [
      "an unknown variant",
      keycloak({ value: key, salt }, { ...argon2, additionalParameters: { type: ["x"] } }),
      "password",
    ],
  ])("%s is refused", async (_, encoded, parameter) => {
    expectInvalid((await importHash(encoded)).answer, parameter);
  });
});

describe("WordPress", () => {
  const wp = (password: string) =>
    vectors.find(({ hash }) => hash === "wordpress")?.right.filter((v) => v.password === password) ?? [];

  test("a password with quotes signs in, whether a form or the command line set it", async () => {
    const samples = wp("it's-a-secret").filter(({ encoded }) => encoded.startsWith("$wp$"));
    expect(samples).toHaveLength(2);
    for (const { encoded } of samples) await expectSignIn("it's-a-secret", encoded);
  });

  test("a phpass hash of a quoted password matches only where it is declared as WordPress's", async () => {
    const sample = wp("it's-a-secret").find(({ encoded }) => encoded.startsWith("$P$"));
    if (sample === undefined) throw new Error("No vector of phpass.");
    await expectSignIn(sample.password, sample.encoded, { format: "wordpress" });
    const plain = await importHash(sample.encoded);
    expect(plain.answer.body["hash"]).toBe("phpass");
    expect(await signIn(plain.email, sample.password)).toBe(401);
  });

  test("a match with blanks around it is not rehashed, so that the password without them stays valid", async () => {
    const sample = wp("appwrite").find(({ encoded }) => encoded.startsWith("$wp$"));
    if (sample === undefined) throw new Error("No vector.");
    const { email, userId } = await importHash(sample.encoded);
    expect(await signIn(email, " appwrite ")).toBe(201);
    expect((await readUser(userId))["hash"]).toBe("wordpress");
    expect(await signIn(email, "appwrite")).toBe(201);
    expect((await readUser(userId))["hash"]).toBe("argon2");
  });
});

describe("a bcrypt hash that lost its prefix", () => {
  test("verifies with the stated input of the hash", async () => {
    const [sample] = vectors.find(({ hash }) => hash === "prehashedBcrypt")?.right ?? [];
    if (sample === undefined) throw new Error("No vector.");
    const cut = sample.encoded.replace("bcrypt_sha256$", "");
    await expectSignIn(sample.password, cut, { format: "prehashedBcrypt", passwordPrehash: "sha256-hex" });
  });

  test("looks like any other, and POST /users/{userId}/password/verify tells them apart", async () => {
    const [sample] = vectors.find(({ hash }) => hash === "prehashedBcrypt")?.right ?? [];
    if (sample === undefined) throw new Error("No vector.");
    const { answer, userId } = await importHash(sample.encoded.replace("bcrypt_sha256$", ""));
    expect(answer.body["hash"]).toBe("bcrypt");
    const tried = await call("POST", `/users/${userId}/password/verify`, { body: { password: sample.password } });
    expectRefusal(tried, "user_invalid_credentials");
  });
});

describe("refusals", () => {
  const names = allFormats.map(({ hash }) => hash).join(", ");

  test.each([
    [
      "88e4ddd2402d92d50e1879d6ecd9ffd4",
      {},
      "format",
      `The hash does not say its format, so it must be one of (${names}).`,
    ],
    ["plaintext password", {}, "format", `The hash does not say its format, so it must be one of (${names}).`],
    [
      "!unusable-password-of-django",
      {},
      "format",
      `The hash does not say its format, so it must be one of (${names}).`,
    ],
    ["{SSHA}R+QmYVM5/RO5tGWlWLycJgzdQrkcI2Ss", { format: "SSHA" }, "format", `Value must be one of (${names})`],
    [
      "{SSHA}R+QmYVM5/RO5tGWlWLycJgzdQrkcI2Ss",
      { passwordSalt: "salt" },
      "passwordSalt",
      "A hash of the format ldap takes no parameters.",
    ],
    [
      "88e4ddd2402d92d50e1879d6ecd9ffd4",
      { format: "sha", passwordRounds: 3 },
      "passwordRounds",
      "A hash of the format sha takes only (passwordVersion).",
    ],
    [
      "0".repeat(64),
      { format: "scrypt", passwordSalt: "salt" },
      "passwordCpu",
      "Value must be a power of two greater than 1.",
    ],
    [
      "$argon2id$v=19$m=102400,t=2,p=8$Yux9j5FSKoWQMobwXus9Rw$8bdm1ecGwvYKHVI5c11x/g",
      {},
      "password",
      "Value must keep the memory cost m at or below 65536 KiB; it is 102400.",
    ],
    [
      `$6$rounds=656001$salt$${"0".repeat(85)}.`,
      {},
      "password",
      "Value must keep the rounds at or below 656000 rounds; it is 656001.",
    ],
    ["1234567", {}, "password", "Password must be between 8 and 1024 bytes long."],
    ["x".repeat(1025), {}, "password", "Password must be between 8 and 1024 bytes long."],
  ])("%s with %j", async (password, fields, parameter, message) => {
    const { logs: _, ...before } = await dump();
    expectInvalid((await importHash(password, fields)).answer, parameter, message);
    const { logs: _logs, ...after } = await dump();
    expect(after).toEqual(before);
  });
});
