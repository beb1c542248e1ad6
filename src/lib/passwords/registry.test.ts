/** The table as a whole, and the five lists of every format. */
import { describe, expect, test } from "vitest";
import { vectors } from "../../../test/passwords/vectors/index.ts";
import type { Sample, Vector } from "../../../test/passwords/vectors/vector.ts";
import { toUtf8 } from "./bytes.ts";
import {
  allFormats,
  defaultHash,
  findFormat,
  formats,
  type HashOptions,
  hashPassword,
  type ImportValues,
  isMatch,
  type PasswordFormat,
  verifyPassword,
} from "./registry.ts";

function get(hash: string): PasswordFormat {
  const format = findFormat(hash);
  if (format === undefined) throw new Error(`no format ${hash}`);
  return format;
}

/** The stored names of the import parameters (docs/spec/passwords.md#options). */
const storedNames = new Map([
  ["passwordVersion", "version"],
  ["passwordSalt", "salt"],
  ["passwordSaltSeparator", "saltSeparator"],
  ["passwordSignerKey", "signerKey"],
  ["passwordCpu", "costCpu"],
  ["passwordMemory", "costMemory"],
  ["passwordParallel", "costParallel"],
  ["passwordLength", "length"],
  ["passwordSaltEncoding", "saltEncoding"],
  ["passwordAlgorithm", "algorithm"],
  ["passwordIterations", "iterations"],
  ["passwordEncoding", "encoding"],
  ["passwordKey", "key"],
  ["passwordKeyEncoding", "keyEncoding"],
  ["passwordSaltPosition", "saltPosition"],
  ["passwordRounds", "rounds"],
  ["passwordPrehash", "prehash"],
]);

/** Options as they would be stored if nothing checked them. */
function toStoredOptions(hash: string, values: ImportValues): HashOptions {
  const options: Record<string, string | number> = { type: hash };
  for (const [name, value] of Object.entries(values)) {
    const stored = storedNames.get(name);
    if (stored !== undefined && value !== undefined) options[stored] = value;
  }
  return options;
}

/** Imports a vector and verifies a password against the stored form. */
async function importAndVerify(hash: string, { encoded, values = {} }: Sample, password: string) {
  const parsed = get(hash).parse(encoded, values);
  if (!parsed.ok) throw new Error(`${encoded}: ${parsed.error.parameter}: ${parsed.error.message}`);
  return verifyPassword(password, { hash, password: encoded, options: parsed.value.options });
}

describe("the table", () => {
  test("names the imports as the API does", () => {
    expect(formats.map(({ hash, importPath, operation }) => [hash, importPath, operation])).toStrictEqual([
      ["argon2", "argon2", "createArgon2User"],
      ["bcrypt", "bcrypt", "createBcryptUser"],
      ["md5", "md5", "createMD5User"],
      ["phpass", "phpass", "createPHPassUser"],
      ["scrypt", "scrypt", "createScryptUser"],
      ["scryptMod", "scrypt-modified", "createScryptModifiedUser"],
      ["sha", "sha", "createSHAUser"],
    ]);
  });

  test("lists the import parameters in wire order", () => {
    const text = { type: "text", min: 1, max: 128 };
    const integer = { type: "integer" };
    const versions = "sha1 sha224 sha256 sha384 sha512/224 sha512/256 sha512 sha3-224 sha3-256 sha3-384 sha3-512".split(
      " ",
    );
    expect(formats.map(({ parameters }) => Object.entries(parameters))).toStrictEqual([
      [],
      [],
      [],
      [],
      [
        ["passwordSalt", text],
        ["passwordCpu", integer],
        ["passwordMemory", integer],
        ["passwordParallel", integer],
        ["passwordLength", integer],
        ["passwordSaltEncoding", { type: "choice", values: ["utf8", "hex", "base64"], optional: true }],
      ],
      [
        ["passwordSalt", text],
        ["passwordSaltSeparator", { ...text, min: 0 }],
        ["passwordSignerKey", text],
      ],
      [["passwordVersion", { type: "choice", values: versions, optional: true }]],
    ]);
  });

  test.each(["", "constructor", "__proto__", "toString", "Argon2", "scrypt-modified", "plaintext"])(
    "has no row named %j",
    async (hash) => {
      expect(findFormat(hash)).toBeUndefined();
      expect(await verifyPassword("appwrite", { hash, password: "appwrite", options: {} })).toBe("malformed");
    },
  );

  test("has vectors for every row, in every list", () => {
    const withSome = (list: "right" | "alternate" | "malformed" | "unrecognised") =>
      vectors.filter((format) => format[list].length > 0).map(({ hash }) => hash);
    const all = allFormats.map(({ hash }) => hash);
    expect([withSome("right"), withSome("malformed"), withSome("unrecognised")]).toStrictEqual([all, all, all]);
    // These two have one spelling each: lowercase hexadecimal, and numbers beside it.
    expect(withSome("alternate")).toStrictEqual(all.filter((hash) => hash !== "md5" && hash !== "scrypt"));
  });
});

describe("hash options, in the order they are shown", () => {
  const scrypt = {
    passwordSalt: "appwrite",
    passwordCpu: 16384,
    passwordMemory: 13,
    passwordParallel: 2,
    passwordLength: 64,
  };
  const modified = { passwordSalt: "c2FsdA==", passwordSaltSeparator: "Bw==", passwordSignerKey: "a2V5" };
  const hex = (characters: number) => "0".repeat(characters);

  test.each([
    ["argon2", "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$c29tZXNhbHQ", {}, '{"type":"argon2"}'],
    ["bcrypt", "$2a$05$IjrtSz6SN7UJ6Sh3l.b5jODEvEG2LMJTPAHIaLWRvlWx7if3VMkFO", {}, '{"type":"bcrypt"}'],
    ["md5", hex(32), {}, '{"type":"md5"}'],
    ["phpass", "$P$Br387rwferoKN7uwHZqNMu98q3U8RO.", {}, '{"type":"phpass"}'],
    [
      "scrypt",
      hex(128),
      scrypt,
      '{"salt":"appwrite","costCpu":16384,"costMemory":13,"costParallel":2,"length":64,"type":"scrypt"}',
    ],
    ["scryptMod", "AAAA", modified, '{"signerKey":"a2V5","saltSeparator":"Bw==","salt":"c2FsdA==","type":"scryptMod"}'],
    ["sha", hex(128), { passwordVersion: "sha512" }, '{"version":"sha512","type":"sha"}'],
    ["sha", hex(56), { passwordVersion: "SHA512/224" }, '{"version":"sha512/224","type":"sha"}'],
    ["sha", hex(128), {}, '{"type":"sha"}'],
    ["sha", hex(128), { passwordVersion: undefined }, '{"type":"sha"}'],
    ["md5", hex(32), { passwordVersion: "sha512" }, '{"type":"md5"}'],
  ])("%s %s", (hash, encoded, values, shown) => {
    const parsed = get(hash).parse(encoded, values);
    expect(parsed.ok && JSON.stringify(parsed.value.options)).toBe(shown);
  });
});

/** Milliseconds; a busy machine takes several times the second that the slowest list takes. */
const timeout = 30_000;

describe.each(vectors)("$hash", { timeout }, ({ hash, right, alternate, malformed, unrecognised }) => {
  const expected = ({ encoded, password }: Vector) =>
    // These are argon2id of at least the default's cost, salt and output.
    encoded.startsWith("$argon2id$v=19$m=19456,t=2,") ||
    encoded.includes("$m=65536,t=4,p=3$") ||
    // Argon2id with 64 MiB, as Magento has it.
    (hash === "magento" && /:2$|:3_32_2_67108864$/.test(encoded)) ||
    // bcrypt reads 72 bytes: a password of as many may be the beginning of another one.
    (hash === "bcrypt" && toUtf8(password).length >= 72)
      ? "match"
      : "match-rehash";

  test("verifies the right passwords", async () => {
    for (const vector of right) {
      expect(await importAndVerify(hash, vector, vector.password), vector.encoded).toBe(expected(vector));
    }
  });

  test("refuses another password", async () => {
    // Eight vectors are enough, because each costs as much as a verification.
    for (const vector of right.slice(0, 8)) {
      // WordPress trims a password, of a NUL too.
      const around = hash === "wordpress" ? ["!", "!"] : ["\0", " "];
      const [before = "", after = ""] = around;
      for (const wrong of [vector.password + after, vector.password.toUpperCase(), before + vector.password]) {
        if (wrong === vector.password) continue;
        expect(await importAndVerify(hash, vector, wrong), vector.encoded).toBe("mismatch");
      }
    }
  });

  test("verifies other spellings", async () => {
    for (const vector of alternate) {
      expect(await importAndVerify(hash, vector, vector.password), vector.encoded).toBe(expected(vector));
      expect(await importAndVerify(hash, vector, `${vector.password}!`), vector.encoded).toBe("mismatch");
    }
  });

  test("refuses malformed hashes", () => {
    for (const { encoded, values = {}, parameter } of malformed) {
      const parsed = get(hash).parse(encoded, values);
      expect(parsed.ok ? "accepted" : parsed.error.parameter, JSON.stringify([encoded, values])).toBe(parameter);
    }
  });

  test("tries no password against a malformed stored hash", async () => {
    for (const { encoded, values = {} } of malformed) {
      const stored = { hash, password: encoded, options: toStoredOptions(hash, values) };
      expect(await verifyPassword("appwrite", stored), JSON.stringify(stored)).toBe("malformed");
    }
  });

  test("refuses hashes of no format", () => {
    for (const encoded of unrecognised) {
      // With the parameters of a valid hash, so that only the text is invalid.
      const parsed = get(hash).parse(encoded, right[0]?.values ?? {});
      expect(parsed.ok ? "accepted" : parsed.error.parameter, encoded).toBe("password");
      expect(get(hash).verify("appwrite", encoded, {}), encoded).toBe("malformed");
    }
  });
});

test("other formats' hashes are refused", () => {
  const pairs = vectors
    .flatMap((other) => vectors.map((own) => ({ other, own })))
    .filter(({ other, own }) => other !== own);
  const accepted = pairs.filter(({ other, own }) => {
    const format = get(own.hash);
    // With the parameters of a valid hash of its format, so that only the text can be invalid.
    const values = own.right[0]?.values ?? {};
    const refused = other.right.filter(({ encoded }) => !format.parse(encoded, values).ok);
    for (const { encoded, password } of refused) {
      expect(format.verify(password, encoded, toStoredOptions(own.hash, values)), encoded).toBe("malformed");
    }
    return refused.length < other.right.length;
  });
  expect(accepted.map(({ other, own }) => `${other.hash} as ${own.hash}`)).toStrictEqual([
    // On purpose: phpass falls back on bcrypt, and WordPress has written bcrypt, md5 and phpass.
    "bcrypt as phpass",
    "bcrypt as wordpress",
    "md5 as wordpress",
    "phpass as wordpress",
    // A digest in hexadecimal or base64 does not name its function; these have the same length.
    "scrypt as md5",
    "scrypt as sha",
    "scrypt as wordpress",
    "sha as scrypt",
    "wordpress as md5",
    "wordpress as phpass",
    "pbkdf2 as scryptMod",
    "digest as md5",
    "digest as scrypt",
    "digest as scryptMod",
    "digest as sha",
    "digest as wordpress",
    // Meteor's hash has no prefix for the digest that bcrypt hashed.
    "prehashedBcrypt as bcrypt",
    "prehashedBcrypt as phpass",
    "prehashedBcrypt as wordpress",
  ]);
});

test("every password is a mismatch if none is stored", async () => {
  for (const password of ["", "appwrite", "x".repeat(4097)])
    expect(await verifyPassword(password, null)).toBe("mismatch");
});

test("only a match is a match", () => {
  const outcomes = ["match", "match-rehash", "mismatch", "malformed"] as const;
  expect(outcomes.filter(isMatch)).toStrictEqual(["match", "match-rehash"]);
});

describe("a new password", () => {
  test("is stored at the default cost", async () => {
    const stored = await hashPassword("pässwörd \0 🔑");
    expect(stored.hash).toBe("argon2");
    expect(JSON.stringify(stored.options)).toBe('{"type":"argon2","memoryCost":19456,"timeCost":2,"threads":1}');
    expect(stored.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await verifyPassword("pässwörd \0 🔑", stored)).toBe("match");
    expect(await verifyPassword("pässwörd \0 🔐", stored)).toBe("mismatch");
    expect(await verifyPassword("pässwörd ", stored)).toBe("mismatch");
  });

  test("has its own salt", async () => {
    const [first, second] = await Promise.all([hashPassword("appwrite"), hashPassword("appwrite")]);
    expect(first.password.split("$")[4]).not.toBe(second.password.split("$")[4]);
  });

  test("shows the options that a user without a password shows", async () => {
    const { hash, options } = await hashPassword("appwrite");
    expect({ hash, options }).toStrictEqual(defaultHash);
  });

  test("has at most 1,024 bytes, as verification does", async () => {
    const longest = "ß".repeat(512);
    expect(await verifyPassword(longest, await hashPassword(longest))).toBe("match");
    await expect(hashPassword(`${longest}a`)).rejects.toThrow(RangeError);
  });
});
