import { expect, test } from "vitest";
import { concat, equalBytes, equalTexts, fromBase64, toBase64, toUnpaddedBase64, toUtf8 } from "./bytes.ts";

const bytes = (...values: number[]) => new Uint8Array(values);

test.each([
  [bytes(), bytes(), true],
  [bytes(1, 2, 3), bytes(1, 2, 3), true],
  [bytes(1, 2, 3), bytes(1, 2, 4), false],
  [bytes(0, 2, 3), bytes(1, 2, 3), false],
  [bytes(1, 2, 3), bytes(1, 2), false],
  [bytes(), bytes(0), false],
])("equalBytes(%j, %j) is %j", (a, b, equal) => {
  expect(equalBytes(a, b)).toBe(equal);
});

test("texts are compared case-sensitively", () => {
  expect([equalTexts("0a", "0a"), equalTexts("0a", "0A"), equalTexts("0a", "0a0")]).toStrictEqual([true, false, false]);
});

test("joins bytes", () => {
  expect(concat(bytes(1), bytes(2, 3))).toStrictEqual(bytes(1, 2, 3));
});

test("writes base64 with and without padding, and reads both", () => {
  expect([toBase64(bytes(255, 239)), toUnpaddedBase64(bytes(255, 239))]).toStrictEqual(["/+8=", "/+8"]);
  expect([fromBase64("/+8="), fromBase64("/+8")]).toStrictEqual([bytes(255, 239), bytes(255, 239)]);
});

test("encodes UTF-8, a lone surrogate as U+FFFD", () => {
  expect(toUtf8("ß\0\uD800")).toStrictEqual(bytes(0xc3, 0x9f, 0, 0xef, 0xbf, 0xbd));
});
