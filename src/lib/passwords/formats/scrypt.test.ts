import { describe, expect, test } from "vitest";
import { scryptFormat } from "./scrypt.ts";

const digest = "0".repeat(32);

type Cost = readonly [cpu: number, memory: number, parallel: number];

const parse = ([passwordCpu, passwordMemory, passwordParallel]: Cost) =>
  scryptFormat.parse(digest, {
    passwordSalt: "salt",
    passwordCpu,
    passwordMemory,
    passwordParallel,
    passwordLength: 16,
  });

const verify = ([costCpu, costMemory, costParallel]: Cost) =>
  scryptFormat.verify("appwrite", digest, {
    salt: "salt",
    costCpu,
    costMemory,
    costParallel,
    length: 16,
    type: "scrypt",
  });

describe("ceilings", () => {
  // Each takes all the memory or work that its shape may have.
  test.each<Cost>([
    [65_536, 8, 2],
    [64, 8192, 1],
    [2, 8192, 1],
    [2, 1, 8192],
    [32_768, 1, 32],
  ])("N=%i r=%i p=%i is tried", (...cost) => {
    expect(parse(cost).ok).toBe(true);
    expect(verify(cost)).toBe("mismatch");
  });

  test.each<[cost: Cost, parameter: string, reason: string]>([
    [[131_072, 8, 1], "passwordCpu", "128 × passwordCpu × passwordMemory at or below 67108864 bytes; it is 134217728"],
    [[65_536, 9, 1], "passwordCpu", "128 × passwordCpu × passwordMemory at or below 67108864 bytes; it is 75497472"],
    [
      [65_536, 8, 3],
      "passwordParallel",
      "passwordCpu × passwordMemory × passwordParallel at or below 1048576 block mixes; it is 1572864",
    ],
    [
      [2, 8193, 1],
      "passwordMemory",
      "128 × passwordMemory × passwordParallel at or below 1048576 bytes; it is 1048704",
    ],
    [
      [2, 1, 8193],
      "passwordMemory",
      "128 × passwordMemory × passwordParallel at or below 1048576 bytes; it is 1048704",
    ],
  ])("N, r, p of %j are not", (cost, parameter, reason) => {
    expect(parse(cost)).toStrictEqual({ ok: false, error: { parameter, message: `Value must keep ${reason}.` } });
    expect(verify(cost)).toBe("malformed");
  });
});

describe("a binary salt", () => {
  // node:crypto's scryptSync of "correct horse battery" at its default costs.
  const binary = {
    encoded:
      "a5b7cb140212be60e9dfbda965daca5551056898b71eb69741c3e32ad898f42a" +
      "c9bc36cb6313d15966601c89d21a25f9881c6e92ac9f7ccab10ce55be01d6be3",
    hex: "836cedbbff15796730f46d512518212a",
  };
  const costs = { passwordCpu: 16_384, passwordMemory: 8, passwordParallel: 1, passwordLength: 64 };
  const base64 = Buffer.from(binary.hex, "hex").toString("base64");

  function verify(salt: string, encoding?: string) {
    const values = { ...costs, passwordSalt: salt, passwordSaltEncoding: encoding };
    const parsed = scryptFormat.parse(binary.encoded, values);
    return parsed.ok
      ? scryptFormat.verify("correct horse battery", binary.encoded, parsed.value.options)
      : parsed.error;
  }

  test.each([
    [binary.hex, "hex"],
    [binary.hex.toUpperCase(), "HEX"],
    [base64, "base64"],
    [base64.replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_"), "base64"],
  ])("%s verifies as %s", (salt, encoding) => {
    expect(verify(salt, encoding)).toBe("match-rehash");
  });

  test.each([undefined, "utf8"])("is its text where the encoding is %s", (encoding) => {
    expect(verify(binary.hex, encoding)).toBe("mismatch");
  });

  test.each([
    ["hex", "83g"],
    ["hex", "836"],
    ["base64", "c2F*"],
    ["base64", "c2Fsd"],
  ])("is refused where it is no %s: %s", (encoding, salt) => {
    expect(verify(salt, encoding)).toEqual({
      parameter: "passwordSalt",
      message: `Value must be ${encoding}, as passwordSaltEncoding says.`,
    });
  });

  test("keeps its encoding in the options, if one was given", () => {
    const options = (encoding?: string) => {
      const values = { ...costs, passwordSalt: binary.hex, passwordSaltEncoding: encoding };
      const parsed = scryptFormat.parse(binary.encoded, values);
      return parsed.ok ? parsed.value.options : null;
    };
    expect(options("hex")).toMatchObject({ salt: binary.hex, saltEncoding: "hex" });
    expect(options()).not.toHaveProperty("saltEncoding");
  });
});

test.each([
  [{ passwordCpu: 100 }, "passwordCpu", "Value must be a power of two greater than 1."],
  [
    { passwordCpu: 65_536, passwordMemory: 1 },
    "passwordCpu",
    "Value must be below 2^(16 × passwordMemory), as RFC 7914 has it.",
  ],
  [{ passwordMemory: 0 }, "passwordMemory", "Value must be an integer of at least 1."],
  [{ passwordParallel: 0 }, "passwordParallel", "Value must be an integer of at least 1."],
  [{ passwordLength: 15 }, "passwordLength", "Value must be an integer of at least 16."],
  [
    { passwordLength: 64 },
    "password",
    "Value must be a scrypt hash of 128 (2 × passwordLength) lowercase hexadecimal characters.",
  ],
])("%j: a refusal says what is accepted", (values, parameter, message) => {
  const right = { passwordSalt: "salt", passwordCpu: 16, passwordMemory: 8, passwordParallel: 1, passwordLength: 16 };
  expect(scryptFormat.parse(digest, { ...right, ...values })).toStrictEqual({
    ok: false,
    error: { parameter, message },
  });
});
