/** Users created with a hash they already have (docs/spec/users.md#create, docs/spec/passwords.md). */
import { describe, expect, test } from "vitest";
import { findFormat } from "../../src/lib/passwords/registry.ts";
import { call } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { bareUser, corporateEmail, date, fresh, readUser, targetOf } from "../harness/users.ts";

type Fields = Readonly<Record<string, unknown>>;

const scryptSalted: Fields = {
  passwordSalt: "appwrite",
  passwordCpu: 16_384,
  passwordMemory: 13,
  passwordParallel: 2,
  passwordLength: 64,
};
const firebase: Fields = {
  passwordSalt: "UxLMreBr6tYyjQ==",
  passwordSaltSeparator: "Bw==",
  passwordSignerKey: "XyEKE9RcTDeLEsL/RjwPDBv/RqDl8fb3gpYEOQaPihbxf1ZAtSOHCjuAAa7Q3oHpCYhXSN9tizHgVOwn6krflQ==",
};
const otherFirebase: Fields = {
  passwordSalt: "42xEC+ixf3L2lw==",
  passwordSaltSeparator: "Bw==",
  passwordSignerKey: "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
};

const sha512 =
  "4243da0a694e8a2f727c8060fe0507c8fa01ca68146c76d2c190805b638c20c6" +
  "bf6ba04e21f11ae138785d0bff63c416e6f87badbffad37f6dee50094cc38c70";
const scrypt =
  "3fdef49701bc4cfaacd551fe017283513284b4731e6945c263246ef948d3cf63" +
  "b5d269c31fd697246085111a428245e24a4ddc6b64c687bc60a8910dbafc1d5b";
const scryptMod = "UlM7JiXRcQhzAGlaonpSqNSLIz475WMddOgLjej5De9vxTy48K6WtqlEzrRFeK4t0COfMhWCb8wuMHgxOFCHFQ==";

/** Import path, password, hash and parameters; the parameters that the user shows, as JSON; and the format. */
const accepted: readonly (readonly [string, string, string, Fields, string, string])[] = [
  // Upstream's end-to-end suite.
  ["md5", "appwrite", "144fa7eaa4904e8ee120651997f70dcc", {}, "md5", '{"type":"md5"}'],
  [
    "argon2",
    "appwrite",
    "$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI",
    {},
    "argon2",
    '{"type":"argon2"}',
  ],
  ["sha", "appwrite", sha512, { passwordVersion: "sha512" }, "sha", '{"version":"sha512","type":"sha"}'],
  [
    "scrypt",
    "appwrite",
    scrypt,
    scryptSalted,
    "scrypt",
    '{"salt":"appwrite","costCpu":16384,"costMemory":13,"costParallel":2,"length":64,"type":"scrypt"}',
  ],
  ["phpass", "appwrite", "$P$Br387rwferoKN7uwHZqNMu98q3U8RO.", {}, "phpass", '{"type":"phpass"}'],
  [
    "scrypt-modified",
    "appwrite",
    scryptMod,
    firebase,
    "scryptMod",
    `{"signerKey":"${String(firebase["passwordSignerKey"])}","saltSeparator":"Bw==","salt":"UxLMreBr6tYyjQ==","type":"scryptMod"}`,
  ],
  // Other sources.
  [
    "bcrypt",
    "hello-world",
    "$2a$05$IjrtSz6SN7UJ6Sh3l.b5jODEvEG2LMJTPAHIaLWRvlWx7if3VMkFO",
    {},
    "bcrypt",
    '{"type":"bcrypt"}',
  ],
  [
    "bcrypt",
    "secret",
    "$2y$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy",
    {},
    "bcrypt",
    '{"type":"bcrypt"}',
  ],
  [
    "md5",
    "AppwriteIsAwesomeBackendAsAServiceThatIsAlsoOpenSourced",
    "8410e96cf7ac64e0b84c3f8517a82616",
    {},
    "md5",
    '{"type":"md5"}',
  ],
  ["phpass", "pass123", "$P$BVKPmJBZuLch27D4oiMRTEykGLQ9tX0", {}, "phpass", '{"type":"phpass"}'],
  [
    "argon2",
    "safe-argon-password",
    "$argon2id$v=19$m=2048,t=3,p=4$MWc5NWRmc2QxZzU2$41mp7rSgBZ49YxLbbxIac7aRaxfp5/e1G45ckwnK0g8",
    {},
    "argon2",
    '{"type":"argon2"}',
  ],
  [
    "scrypt-modified",
    "user1password",
    "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
    otherFirebase,
    "scryptMod",
    `{"signerKey":"${String(otherFirebase["passwordSignerKey"])}","saltSeparator":"Bw==","salt":"42xEC+ixf3L2lw==","type":"scryptMod"}`,
  ],
  [
    "sha",
    "developersAreAwesome!",
    "2455118438cb125354b89bb5888346e9bd23355462c40df393fab514bf2220b5a08e4e2d7b85d7327595a450d0ac965cc6661152a46a157c66d681bed20a4735",
    {},
    "sha",
    '{"type":"sha"}',
  ],
  ["sha", "appwrite", sha512, { passwordVersion: "SHA512" }, "sha", '{"version":"sha512","type":"sha"}'],
  [
    "sha",
    "appwrite",
    "31c315b0262695ce861bc17c63d2362684d5724c",
    { passwordVersion: "sha1" },
    "sha",
    '{"version":"sha1","type":"sha"}',
  ],
  [
    "sha",
    "appwrite",
    "fd66925d38680d7a9a075ab17223d00a60c4c532a81ba3591f9167a4",
    { passwordVersion: "sha224" },
    "sha",
    '{"version":"sha224","type":"sha"}',
  ],
  [
    "sha",
    "appwrite",
    "ece375199f9118cf29e19e171742f668b6b13367dc1797d11da1c74795e758cc",
    { passwordVersion: "sha256" },
    "sha",
    '{"version":"sha256","type":"sha"}',
  ],
  [
    "sha",
    "appwrite",
    "ed6436743c51a62d3454de8559beb59d923fbb730ae6028043112ecc8520cee566c539b98383c12259a133043c1e4495",
    { passwordVersion: "sha384" },
    "sha",
    '{"version":"sha384","type":"sha"}',
  ],
  [
    "sha",
    "appwrite",
    "746d850d8f4bb904a18b936d4693edde4b7eb886ae1527d2be410464",
    { passwordVersion: "sha512/224" },
    "sha",
    '{"version":"sha512/224","type":"sha"}',
  ],
  [
    "sha",
    "appwrite",
    "ffc8b9b6a88b33dd4fddc10d49c4bdd9742689b0cf8bbd9097d4d870f824a3fd",
    { passwordVersion: "sha512/256" },
    "sha",
    '{"version":"sha512/256","type":"sha"}',
  ],
  [
    "sha",
    "appwrite",
    "abb4739db875dd10d24c0ac3d675f847dbab1d1a9c9b613fffdbabe1",
    { passwordVersion: "sha3-224" },
    "sha",
    '{"version":"sha3-224","type":"sha"}',
  ],
  [
    "sha",
    "appwrite",
    "867a758eea6f62ccb37cc3f8945137def93d0638259ff4dcfc0f21629d2666fb",
    { passwordVersion: "sha3-256" },
    "sha",
    '{"version":"sha3-256","type":"sha"}',
  ],
  [
    "sha",
    "appwrite",
    "ed16007b12ad357e455ec14cf692bf1add54809948a3d4d9f07cb8ebe09cd8ac2e5bf8aa8a558af4a5a5ed7890cef5ab",
    { passwordVersion: "sha3-384" },
    "sha",
    '{"version":"sha3-384","type":"sha"}',
  ],
  [
    "sha",
    "appwrite",
    "a721f80a3f2d1c08137a2ffaad4ac23298f01916e3314111adcba471b21354145e4c6fc1cc6d1974608e2e5a96a20df4fba9ac0d52660f3fdc6e2124d5958913",
    { passwordVersion: "sha3-512" },
    "sha",
    '{"version":"sha3-512","type":"sha"}',
  ],
];

const importUser = (path: string, password: unknown, more: Fields = {}) => {
  const userId = fresh();
  return call("POST", `/users/${path}`, { body: { userId, email: `${userId}@example.com`, password, ...more } });
};

describe("an accepted hash", () => {
  test.each(accepted)(
    "(%s of %j) is shown as it came and verifies",
    async (path, password, encoded, more, hash, options) => {
      const userId = fresh();
      const email = `${userId}@appwrite.io`;
      const answer = await call("POST", `/users/${path}`, {
        body: { userId, email: email.toUpperCase(), password: encoded, ...more, name: "Imported" },
      });
      expect(answer.status).toBe(201);
      expect(answer.body).toEqual({
        ...bareUser,
        ...corporateEmail(email),
        $id: userId,
        name: "Imported",
        password: encoded,
        hash,
        hashOptions: JSON.parse(options),
        passwordUpdate: date,
        targets: [targetOf(userId, "email", email)],
      });
      // The order of the options is part of the answer.
      expect(answer.text).toContain(`"hashOptions":${options},`);

      const stored = await readUser(userId);
      expect(stored).toEqual(answer.body);
      const outcome = findFormat(String(stored["hash"]))?.verify(password, encoded, JSON.parse(options));
      expect(outcome).toBe("match-rehash");
    },
  );

  test("of upstream's default cost is no weaker than ours", async () => {
    const encoded = "$argon2id$v=19$m=65536,t=4,p=3$azFVSGhPaXVBYnZMblNRaw$Pzm3TowCIbab0S5GL2id3OhZMexfFvutVSDoZ8D/Z8o";
    const { body, status } = await importUser("argon2", encoded);
    expect(status).toBe(201);
    expect(body).toMatchObject({ password: encoded, hash: "argon2", hashOptions: { type: "argon2" } });
    expect(findFormat("argon2")?.verify("appwrite", encoded, { type: "argon2" })).toBe("match");
  });

  test("of bcrypt's highest cost is taken without trying it", async () => {
    const encoded = "$2a$15$xX/myGbFU.ZSKHSi6EHdBOySTdYm8QxBLXmOPHrYMwV0mHRBBSBOq";
    expect(await importUser("bcrypt", encoded)).toMatchObject({
      status: 201,
      body: { password: encoded, hash: "bcrypt" },
    });
  });

  test("needs no name, and may have null for one", async () => {
    const md5 = "144fa7eaa4904e8ee120651997f70dcc";
    expect(await importUser("md5", md5)).toMatchObject({ status: 201, body: { name: "" } });
    expect(await importUser("md5", md5, { name: null })).toMatchObject({ status: 201, body: { name: "" } });
    expectInvalid(await importUser("md5", md5, { name: "" }), "name");
  });

  test("ignores a phone, which is no parameter of an import", async () => {
    const answer = await importUser("md5", "144fa7eaa4904e8ee120651997f70dcc", { phone: "not looked at" });
    expect(answer).toMatchObject({ status: 201, body: { phone: "" } });
  });
});

const argon2 = (cost: string) =>
  `$argon2id$v=19$${cost}$azFVSGhPaXVBYnZMblNRaw$Pzm3TowCIbab0S5GL2id3OhZMexfFvutVSDoZ8D/Z8o`;
const scryptOf = (cpu: number, memory: number, parallel: number, length = 64): Fields => ({
  passwordSalt: "salt",
  passwordCpu: cpu,
  passwordMemory: memory,
  passwordParallel: parallel,
  passwordLength: length,
});
const hexOf = (bytes: number) => "0".repeat(2 * bytes);
const bcrypt = (cost: string) => `$2b$${cost}$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy`;
const phpass = (count: string) => `$P$${count}VKPmJBZuLch27D4oiMRTEykGLQ9tX0`;

describe("a ceiling", () => {
  test.each([
    ["argon2", argon2("m=65536,t=16,p=16"), {}],
    ["argon2", argon2("m=1024,t=1024,p=1"), {}],
    ["bcrypt", bcrypt("15"), {}],
    ["phpass", phpass("I"), {}],
    ["scrypt", hexOf(64), scryptOf(2 ** 15, 1, 32)],
    ["scrypt", hexOf(64), scryptOf(2 ** 16, 8, 2)],
  ])("is accepted itself: %s %s %j", async (path, encoded, more) => {
    expect((await importUser(path, encoded, more)).status).toBe(201);
  });

  test.each([
    ["argon2", argon2("m=65537,t=1,p=1"), {}, "password", /memory cost.* 65536 KiB/],
    ["argon2", argon2("m=65536,t=17,p=1"), {}, "password", /m × t.* 1048576 KiB/],
    ["argon2", argon2("m=1024,t=1025,p=1"), {}, "password", /m × t.* 1048576 KiB/],
    ["argon2", argon2("m=65536,t=1,p=17"), {}, "password", /parallelism.* 16 lanes/],
    ["bcrypt", bcrypt("16"), {}, "password", /cost.* 15 \(log2/],
    ["bcrypt", bcrypt("31"), {}, "password", /cost.* 15 \(log2/],
    ["phpass", phpass("J"), {}, "password", /iteration count.* 20 \(log2/],
    ["phpass", bcrypt("16"), {}, "password", /cost.* 15 \(log2/],
    ["scrypt", hexOf(64), scryptOf(2 ** 17, 8, 1), "passwordCpu", / 67108864 bytes/],
    ["scrypt", hexOf(64), scryptOf(2 ** 16, 16, 1), "passwordCpu", / 67108864 bytes/],
    ["scrypt", hexOf(64), scryptOf(2 ** 16, 8, 3), "passwordParallel", / 1048576 block mixes/],
  ])("is kept: %s %s %j", async (path, encoded, more, parameter, text) => {
    const before = await dump();
    expectInvalid(await importUser(path, encoded, more), parameter, text);
    expect(await dump()).toEqual(before);
  });
});

describe("a hash that no password can match is refused", () => {
  test.each([
    ["argon2", "appwrite", {}, "password", /argon2 hash/],
    ["argon2", bcrypt("10"), {}, "password", /argon2 hash/],
    ["bcrypt", "144fa7eaa4904e8ee120651997f70dcc", {}, "password", /bcrypt hash of 60 characters/],
    ["bcrypt", bcrypt("10").slice(1), {}, "password", /bcrypt hash of 60 characters/],
    ["md5", "144FA7EAA4904E8EE120651997F70DCC", {}, "password", /32 lowercase/],
    ["md5", "appwrite", {}, "password", /32 lowercase/],
    ["phpass", "$P$Br387rwferoKN7uwHZqNMu98q3U8RO", {}, "password", /34 characters/],
    ["scrypt", hexOf(63), scryptOf(16_384, 8, 1), "password", /128 \(2 × passwordLength\)/],
    ["scrypt", hexOf(64), scryptOf(16_383, 8, 1), "passwordCpu", /power of two/],
    ["scrypt", hexOf(64), scryptOf(1, 8, 1), "passwordCpu", /power of two/],
    ["scrypt", hexOf(64), scryptOf(0, 8, 1), "passwordCpu", /power of two/],
    ["scrypt", hexOf(64), scryptOf(16_384, 0, 1), "passwordMemory", /at least 1/],
    ["scrypt", hexOf(64), scryptOf(16_384, 8, -1), "passwordParallel", /at least 1/],
    ["scrypt", hexOf(15), scryptOf(16_384, 8, 1, 15), "passwordLength", /at least 16/],
    ["scrypt-modified", scryptMod, { ...firebase, passwordSalt: "not base64" }, "passwordSalt", /base64/],
    ["scrypt-modified", scryptMod, { ...firebase, passwordSaltSeparator: "?" }, "passwordSaltSeparator", /base64/],
    ["scrypt-modified", scryptMod, { ...firebase, passwordSignerKey: "0" }, "passwordSignerKey", /base64/],
    ["scrypt-modified", "not base64", firebase, "password", /base64/],
    ["sha", sha512, { passwordVersion: "sha256" }, "password", /sha256 hash of 64/],
    ["sha", sha512.slice(1), {}, "password", /sha3-512 hash of 128/],
    ["sha", sha512, { passwordVersion: "crc32" }, "passwordVersion", /one of \(sha1, /],
  ])("%s %s %j", async (path, encoded, more, parameter, text) => {
    const before = await dump();
    expectInvalid(await importUser(path, encoded, more), parameter, text);
    expect(await dump()).toEqual(before);
  });
});

describe("a parameter of an import", () => {
  test.each(["argon2", "bcrypt", "md5", "phpass", "scrypt", "scrypt-modified", "sha"])(
    "%s: email and hash are required, the hash of 8 to 256 bytes",
    async (path) => {
      const all = { userId: fresh(), email: "a@example.com", password: "0".repeat(32), ...scryptSalted, ...firebase };
      expectRefusal(
        await call("POST", `/users/${path}`, { body: { ...all, email: undefined } }),
        "general_argument_invalid",
        'Param "email" is not optional.',
      );
      expectRefusal(
        await call("POST", `/users/${path}`, { body: { ...all, password: undefined } }),
        "general_argument_invalid",
        'Param "password" is not optional.',
      );
      const text = "Password must be between 8 and 256 characters long.";
      expectInvalid(
        await call("POST", `/users/${path}`, { body: { ...all, password: "0".repeat(7) } }),
        "password",
        text,
      );
      expectInvalid(
        await call("POST", `/users/${path}`, { body: { ...all, password: "0".repeat(257) } }),
        "password",
        text,
      );
    },
  );

  test.each([
    ["passwordCpu", "16384"],
    ["passwordCpu", 16_384.5],
    ["passwordMemory", "8"],
    ["passwordParallel", null],
    ["passwordParallel", 2 ** 31],
    ["passwordLength", true],
  ])("%s is a JSON integer, so %j is refused", async (parameter, value) => {
    const more = { ...scryptSalted, [parameter]: value };
    expectInvalid(await importUser("scrypt", scrypt, more), parameter, "Value must be a valid integer");
  });

  test.each([
    ["scrypt", scryptSalted, "passwordSalt"],
    ["scrypt-modified", firebase, "passwordSalt"],
    ["scrypt-modified", firebase, "passwordSaltSeparator"],
    ["scrypt-modified", firebase, "passwordSignerKey"],
  ])("%s: %s.%s has 1 to 128 characters; a separator may be empty", async (path, more, parameter) => {
    if (parameter !== "passwordSaltSeparator") {
      const empty = await importUser(path, "0".repeat(128), { ...more, [parameter]: "" });
      expectInvalid(empty, parameter, /at least 1 chars/);
    }
    expectInvalid(
      await importUser(path, "0".repeat(128), { ...more, [parameter]: "A".repeat(129) }),
      parameter,
      /longer than 128/,
    );
    expectInvalid(await importUser(path, "0".repeat(128), { ...more, [parameter]: 1 }), parameter, /valid string/);
  });
});

test("an imported user conflicts as any other does, and nothing changes", async () => {
  const body = { userId: "imported", email: "imported@example.com", password: "144fa7eaa4904e8ee120651997f70dcc" };
  expect((await call("POST", "/users/md5", { body })).status).toBe(201);
  const before = await dump();
  expectRefusal(
    await call("POST", "/users/md5", { body: { ...body, email: "other@example.com" } }),
    "user_already_exists",
  );
  expectRefusal(await call("POST", "/users/md5", { body: { ...body, userId: "other" } }), "user_already_exists");
  expect(await dump()).toEqual(before);
});

test("an import under unique() gets an id of the server's", async () => {
  const body = { userId: "unique()", email: "unique@example.com", password: "144fa7eaa4904e8ee120651997f70dcc" };
  expect((await call("POST", "/users/md5", { body })).body["$id"]).toMatch(/^[0-9a-f]{20}$/);
});
