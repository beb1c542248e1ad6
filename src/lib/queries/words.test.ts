import fc from "fast-check";
import { expect, test } from "vitest";
import { nameWords, normalise, phoneWords, wordLimits, wordsOf } from "./words.ts";

test.each([
  ["", []],
  [" >-< ", []],
  ["Ann", ["ann"]],
  [
    "cristiano.ronaldo@united.co.uk",
    ["cristiano ronaldo united co uk", "ronaldo united co uk", "united co uk", "co uk", "uk"],
  ],
  ["first_last", ["first last", "last"]],
  ["label:VIP", ["label vip", "vip"]],
  ["+4915112345", ["4915112345"]],
  ["Ann ann ANN", ["ann ann ann", "ann ann", "ann"]],
  ["李小龙", ["李小龙", "小龙", "龙"]],
  ["田中 Ken", ["田中 ken", "中 ken", "ken"]],
  ["이수진", ["이수진", "수진", "진"]],
  ["がっこう", ["がっこう", "っこう", "こう", "う"]],
  ["हिन्दी", ["हिन्दी"]],
])("the words of %j", (value, words) => {
  expect(wordsOf(value)).toEqual(words);
});

test.each([
  ["Conor O'Brien", ["conor o brien", "o brien", "brien", "conor obrien", "obrien"]],
  ["D’Angelo", ["d angelo", "angelo", "dangelo"]],
  ["ʻOkina", ["ʻokina", "okina"]],
  ["Anne-Marie", ["anne marie", "marie", "annemarie"]],
  ["Ann Smith", ["ann smith", "smith"]],
])("the words of the name %j", (name, words) => {
  expect(nameWords(name)).toEqual(words);
});

test.each([
  ["+12025550123", ["12025550123", "5550123"]],
  ["+1234567", ["1234567"]],
  ["", []],
])("the words of the phone number %j", (phone, words) => {
  expect(phoneWords(phone)).toEqual(words);
});

test("a name has at most 128 words in both spellings", () => {
  expect(nameWords(Array.from({ length: 100 }, (_, i) => `a-${i}`).join(" "))).toHaveLength(wordLimits.words);
});

test("a word is cut at 64 code points, the whole value at 512", () => {
  const [whole, second] = wordsOf(`a ${"𝒷".repeat(600)}`);
  expect(Array.from(whole ?? "")).toHaveLength(wordLimits.valuePoints);
  expect(second).toBe("b".repeat(wordLimits.wordPoints));
});

test("keeps the first 32 words of a value, also where each character begins one", () => {
  const han = Array.from({ length: 128 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join("");
  const words = wordsOf(han);
  expect(words).toHaveLength(32);
  expect(words.at(-1)).toBe(han.slice(31, 31 + wordLimits.wordPoints));
  expect(wordsOf(Array.from({ length: 200 }, (_, i) => (i + 36).toString(36)).join(" "))).toHaveLength(
    wordLimits.words,
  );
});

test("JSON does not escape words, so its text can be searched for them", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) =>
      wordsOf(value).every((word) => JSON.stringify(word) === `"${word}"`),
    ),
    { numRuns: 5_000 },
  );
});

test("no word is in upper case, so none equals a key of the words column", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => wordsOf(value).every((word) => !/[A-Z]/u.test(word))),
    { numRuns: 5_000 },
  );
});

test("normalising twice changes nothing more", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => normalise(normalise(value)) === normalise(value)),
    { numRuns: 5_000 },
  );
});
