import { expect, test } from "vitest";
import { isExact, parseSearch } from "./search.ts";

const begin = (text: string) => ({ text, complete: false });

test.each([
  [">", []],
  ['"', []],
  ['""', []],
  ['" - "', []],
  ["Ann", [[begin("ann")]]],
  ['"Ann Smith"', [[{ text: "ann smith", complete: true }]]],
  [' "Ann" ', [[{ text: "ann", complete: true }]]],
  ["united.co.uk", [[begin("united co uk")]]],
  ["Jo Smith", [[begin("smith")], [begin("jo")]]],
  ["an ann Ann > ANNA", [[begin("anna")]]],
  ['"ann" smith', [[begin("smith")], [begin("ann")]]],
  ["o'br", [[begin("o br"), begin("obr")]]],
  ["’ Anne-Marie", [[begin("anne marie"), begin("annemarie")]]],
  ["ʻOkina", [[begin("ʻokina"), begin("okina")]]],
  ["o' o'brien", [[begin("o brien"), begin("obrien")]]],
])("%j asks for %j", (text, terms) => {
  expect(parseSearch(text)).toEqual(terms);
});

test.each([
  ["+12025550123", [begin("12025550123"), { text: "12025550123", complete: true, endsWith: "5550123" }]],
  [
    "+1 (202) 555-0123",
    [begin("1 202 555 0123"), begin("12025550123"), { text: "12025550123", complete: true, endsWith: "5550123" }],
  ],
  [
    "202.555.0123",
    [begin("202 555 0123"), begin("2025550123"), { text: "2025550123", complete: true, endsWith: "5550123" }],
  ],
  ["555-0123", [begin("555 0123"), begin("5550123")]],
  [
    "0151 2345678",
    [begin("0151 2345678"), begin("1512345678"), { text: "1512345678", complete: true, endsWith: "2345678" }],
  ],
  [
    "+49 (0)151/2345678",
    [begin("49 0 151 2345678"), begin("491512345678"), { text: "491512345678", complete: true, endsWith: "2345678" }],
  ],
  [
    "0049 151 2345678",
    [begin("0049 151 2345678"), begin("491512345678"), { text: "491512345678", complete: true, endsWith: "2345678" }],
  ],
])("%j is read as a phone number", (text, spellings) => {
  expect(parseSearch(text)).toEqual([spellings]);
});

test("six digits are not a phone number", () => {
  expect(parseSearch("555 012")).toEqual([[begin("555")], [begin("012")]]);
});

test("a word of 64 code points is stored whole, but may be the beginning of a longer one", () => {
  const text = "𝒶".repeat(64);
  expect(isExact([begin(text)])).toBe(true);
  expect(isExact([{ text, complete: true }])).toBe(false);
  expect(isExact([begin(`${text}a`)])).toBe(false);
  expect(isExact([{ text: "a".repeat(63), complete: true }])).toBe(true);
  expect(isExact([begin("5550123"), begin(text)])).toBe(true);
  expect(isExact([begin("a"), { text: "12025550123", complete: true, endsWith: "5550123" }])).toBe(false);
});
