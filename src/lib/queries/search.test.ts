import { expect, test } from "vitest";
import { isExact, parseSearch } from "./search.ts";

test.each([
  [">", []],
  ['"', []],
  ['""', []],
  ['" - "', []],
  ["Ann", [{ text: "ann", complete: false }]],
  ['"Ann Smith"', [{ text: "ann smith", complete: true }]],
  [' "Ann" ', [{ text: "ann", complete: true }]],
  ["united.co.uk", [{ text: "united co uk", complete: false }]],
  [
    "Jo Smith",
    [
      { text: "smith", complete: false },
      { text: "jo", complete: false },
    ],
  ],
  ["an ann Ann > ANNA", [{ text: "anna", complete: false }]],
  [
    '"ann" smith',
    [
      { text: "smith", complete: false },
      { text: "ann", complete: false },
    ],
  ],
])("%j asks for %j", (text, terms) => {
  expect(parseSearch(text)).toEqual(terms);
});

test("a word of 64 code points is stored whole, but its end cannot be seen", () => {
  const text = "𝒶".repeat(64);
  expect(isExact({ text, complete: false })).toBe(true);
  expect(isExact({ text, complete: true })).toBe(false);
  expect(isExact({ text: `${text}a`, complete: false })).toBe(false);
  expect(isExact({ text: "a".repeat(63), complete: true })).toBe(true);
});
