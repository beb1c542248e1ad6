import { describe, expect, test } from "vitest";
import { toUnpaddedBase64, toUtf8 } from "../bytes.ts";
import { argon2, type Argon2Parameters } from "./argon2-engine.ts";
import { argon2Format, decoy } from "./argon2.ts";

const options = { type: "argon2" };

const ofDefaultCost: Argon2Parameters = {
  variant: "argon2id",
  version: 19,
  memoryKiB: 19_456,
  passes: 2,
  lanes: 1,
  salt: new Uint8Array(16),
  outputBytes: 32,
};

function encode(password: string, parameters: Argon2Parameters): string {
  const { variant, version, memoryKiB, passes, lanes, salt } = parameters;
  const output = toUnpaddedBase64(argon2(toUtf8(password), parameters));
  return `$${variant}$v=${version}$m=${memoryKiB},t=${passes},p=${lanes}$${toUnpaddedBase64(salt)}$${output}`;
}

describe("ceilings", () => {
  /** A hash that matches no password: the tests only check whether a password was tried. */
  const costing = (cost: string) => `$argon2id$v=19$${cost}$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAA`;

  test.each([
    ["m=65536,t=1,p=1", "m=65537,t=1,p=1", "the memory cost m at or below 65536 KiB; it is 65537"],
    ["m=1024,t=1024,p=1", "m=1024,t=1025,p=1", "m × t at or below 1048576 KiB; it is 1049600"],
    ["m=128,t=1,p=16", "m=136,t=1,p=17", "the parallelism p at or below 16 lanes; it is 17"],
    ["m=65536,t=1,p=1", "m=9999999999,t=9999999999,p=1", "the memory cost m at or below 65536 KiB; it is 9999999999"],
  ])("%s is tried, %s is not", (within, above, reason) => {
    expect(argon2Format.parse(costing(within), {}).ok).toBe(true);
    expect(argon2Format.verify("appwrite", costing(within), options)).toBe("mismatch");
    expect(argon2Format.parse(costing(above), {})).toStrictEqual({
      ok: false,
      error: { parameter: "password", message: `Value must keep ${reason}.` },
    });
    expect(argon2Format.verify("appwrite", costing(above), options)).toBe("malformed");
  });
});

describe("a match is rehashed where it is weaker than the default", () => {
  test.each([
    ["match", "the default", {}],
    ["match", "more memory, fewer passes", { memoryKiB: 38_912, passes: 1 }],
    ["match", "less memory, more passes", { memoryKiB: 9_728, passes: 4 }],
    ["match", "more lanes, a longer salt and output", { lanes: 4, salt: new Uint8Array(24), outputBytes: 64 }],
    ["match-rehash", "less work", { memoryKiB: 19_455 }],
    ["match-rehash", "one pass", { passes: 1 }],
    ["match-rehash", "a shorter salt", { salt: new Uint8Array(15) }],
    ["match-rehash", "a shorter output", { outputBytes: 31 }],
    ["match-rehash", "argon2i", { variant: "argon2i" }],
    ["match-rehash", "argon2d", { variant: "argon2d" }],
    ["match-rehash", "version 16", { version: 16 }],
  ] as const)("%s: %s", (outcome, _, difference) => {
    const encoded = encode("pässwörd", { ...ofDefaultCost, ...difference });
    expect(argon2Format.verify("pässwörd", encoded, options)).toBe(outcome);
    expect(argon2Format.verify("passwörd", encoded, options)).toBe("mismatch");
  });
});

test("the decoy costs as much as a new password, and matches no password", () => {
  expect(decoy).toStrictEqual({
    hash: "argon2",
    password: `$argon2id$v=19$m=19456,t=2,p=1$${"A".repeat(22)}$${"A".repeat(43)}`,
    options: { type: "argon2", memoryCost: 19_456, timeCost: 2, threads: 1 },
  });
  // Not malformed: a password is tried.
  expect(argon2Format.verify("", decoy.password, decoy.options)).toBe("mismatch");
});

test("ignores the options", () => {
  const encoded = encode("appwrite", ofDefaultCost);
  expect(argon2Format.verify("appwrite", encoded, { type: "argon2", memoryCost: 2048, timeCost: 4, threads: 3 })).toBe(
    "match",
  );
});

test("a refusal says what is accepted", () => {
  expect(argon2Format.parse("appwrite", {})).toStrictEqual({
    ok: false,
    error: {
      parameter: "password",
      message:
        "Value must be an argon2 hash such as $argon2id$v=19$m=19456,t=2,p=1$<salt>$<output>, of version 19 or 16, " +
        "with a salt of 8 bytes or more and an output of 4 or more, both in unpadded base64.",
    },
  });
});
