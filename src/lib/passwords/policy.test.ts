import { dictionary } from "@zxcvbn-ts/language-common";
import { describe, expect, test } from "vitest";
import { isCommon, isPersonal, type PasswordPolicy, type Personal, weaknessOf } from "./policy.ts";

describe("weaknessOf", () => {
  const lax: PasswordPolicy = {
    passwordMin: 8,
    passwordUppercase: false,
    passwordLowercase: false,
    passwordNumber: false,
    passwordSymbols: false,
  };
  const strict: PasswordPolicy = {
    passwordMin: 12,
    passwordUppercase: true,
    passwordLowercase: true,
    passwordNumber: true,
    passwordSymbols: true,
  };

  test.each([
    ["passwordUppercase", "abcdefgH", "ABCDEFGH"],
    ["passwordLowercase", "ABCDEFGh", "abcdefgh"],
    ["passwordNumber", "abcdefg0", "12345679"],
    ["passwordSymbols", "abcdefg_", "abcdef§h", "abcdefg€", "abcdefg🐧", "!!!!!!!!"],
  ])("accepts a password that meets %s", (setting, ...passwords) => {
    for (const password of passwords) expect(weaknessOf(password, { ...lax, [setting]: true })).toBeNull();
  });

  test.each([
    ["passwordUppercase", "an uppercase letter", "abcdefgh", "äöüÄÖÜ12", "12345678"],
    ["passwordLowercase", "a lowercase letter", "ABCDEFGH", "äöüßÄÖÜ1", "12345678"],
    ["passwordNumber", "a digit", "abcdefgh", "abcdefg٣", "abcdefg½"],
    ["passwordSymbols", "a symbol", "abcdefgh", "abcd efgh", "abcd\u00a0efgh", "äöüßéèêë", "abcdefg½", "abcdefg٣"],
  ])("refuses a password that does not meet %s, and names the requirement", (setting, words, ...passwords) => {
    for (const password of passwords) {
      expect(weaknessOf(password, { ...lax, [setting]: true })).toBe(
        `Password must have at least 8 characters, ${words}.`,
      );
    }
  });

  test("counts bytes", () => {
    const policy = { ...lax, passwordMin: 12 };
    expect(weaknessOf("abcdefghijkl", policy)).toBeNull();
    expect(weaknessOf("éééééé", policy)).toBeNull();
    expect(weaknessOf("🐧🐧🐧", policy)).toBeNull();
    expect(weaknessOf("abcdefghijk", policy)).toBe("Password must have at least 12 characters.");
    expect(weaknessOf("ééééé1", policy)).toBe("Password must have at least 12 characters.");
  });

  test("lists all requirements, whichever is missing", () => {
    const sentence =
      "Password must have at least 12 characters, an uppercase letter, a lowercase letter, a digit, a symbol.";
    for (const password of ["Aa1!Aa1!Aa1", "aaaaaaaaaa1!", "AAAAAAAAAA1!", "Aaaaaaaaaaa!", "Aaaaaaaaaaa1"]) {
      expect(weaknessOf(password, strict)).toBe(sentence);
    }
    expect(weaknessOf("Aa1!Aa1!Aa1!", strict)).toBeNull();
  });
});

describe("isPersonal", () => {
  const person: Personal = {
    id: "Kestrel7",
    name: "Rosalind Franklin",
    email: "Osprey@mail.example",
    phone: "+14155550100",
  };

  test.each([
    ["id", "my-kestrel7-password", "KESTREL7!"],
    ["name", "I am rosalind franklin", "ROSALIND FRANKLIN"],
    ["email", "osprey@mail.example1", "OSPREY@MAIL.EXAMPLE"],
    ["local part of the email", "the osprey flies", "OSPREYOSPREY"],
    ["phone", "call+14155550100"],
    ["phone without its plus", "14155550100!", "x14155550100x"],
  ])("finds the %s in any case", (_what, ...passwords) => {
    for (const password of passwords) expect(isPersonal(password, person)).toBe(true);
  });

  test.each(["kestrel-7", "Rosalind", "franklin rosalind", "mail.example", "4155550100", "sprey@mail"])(
    "accepts %j, which contains only a part",
    (password) => {
      expect(isPersonal(password, person)).toBe(false);
    },
  );

  test("ignores unknown personal data", () => {
    expect(isPersonal("any password", { id: "", name: "", email: null, phone: null })).toBe(false);
  });
});

describe("isCommon", () => {
  const list = dictionary["passwords-common"];

  test("knows the valid passwords among the 10,000 most common ones, and no others", () => {
    expect(new Set(list.slice(0, 10_000)).size).toBe(10_000);
    const possible = list.filter((password) => new TextEncoder().encode(password).length >= 8);
    const known = possible.filter(isCommon);
    expect(known).toHaveLength(3_534);
    expect(known).toEqual(possible.slice(0, 3_534));
    expect(list.indexOf(known.at(-1) ?? "")).toBeLessThan(10_000);
    expect(list.indexOf(possible[3_534] ?? "")).toBeGreaterThanOrEqual(10_000);
  });

  test.each(["password", "12345678", "football", "PassWord", "FOOTBALL"])("knows %j, in any case", (password) => {
    expect(isCommon(password)).toBe(true);
  });

  test.each(["", "correct horse battery staple", "password ", " password", "constructor", "__proto__"])(
    "does not know %j",
    (password) => {
      expect(isCommon(password)).toBe(false);
    },
  );
});
