import { expect, test } from "vitest";
import { compareValues, intersect, prefixRange } from "./values.ts";

test.each([
  ["a", "b", -1],
  ["a", "ab", -1],
  ["", "", 0],
  // As bytes, and so in the database, U+FFFF is less than U+1F642; as UTF-16 it is greater.
  ["\uffff", "🙂", -1],
  [2, 10, -1],
])("%j and %j compare as %i", (a, b, sign) => {
  expect(Math.sign(compareValues(a, b))).toBe(sign);
  expect(Math.sign(compareValues(b, a))).toBe(-sign + 0);
});

test.each([
  ["ann", "ano"],
  ["a\ud7ff", "a\ue000"],
  ["a\u{10ffff}", "b"],
  ["🙂", "🙃"],
])("texts that begin with %j end before %j", (prefix, end) => {
  expect(prefixRange(prefix)).toEqual({
    lower: { value: prefix, inclusive: true },
    upper: { value: end, inclusive: false },
  });
});

test.each(["", "\u{10ffff}"])("no text follows all texts that begin with %j", (prefix) => {
  expect(prefixRange(prefix).upper).toBeNull();
});

test("an intersection has the tighter bounds; of two equal bounds, the one that excludes its value", () => {
  const from = (value: number, inclusive: boolean) => ({ lower: { value, inclusive }, upper: null });
  const to = (value: number, inclusive: boolean) => ({ lower: null, upper: { value, inclusive } });
  expect(intersect(from(1, true), from(2, true))).toEqual(from(2, true));
  expect(intersect(to(1, true), to(2, true))).toEqual(to(1, true));
  expect(intersect(from(1, true), from(1, false))).toEqual(from(1, false));
  expect(intersect(from(1, false), to(2, true))).toEqual({ ...to(2, true), lower: { value: 1, inclusive: false } });
});
