import { expect, test } from "vitest";
import { memoize } from "./memoize.ts";

test("computes once for each object, equal or not, and returns the kept result", () => {
  const made: object[] = [];
  const pairOf = memoize((of: object) => {
    made.push(of);
    return { of };
  });
  const [a, b] = [{}, {}];
  const [first, second] = [pairOf(a), pairOf(b)];
  expect(first.of).toBe(a);
  expect(second.of).toBe(b);
  expect(pairOf(a)).toBe(first);
  expect(pairOf(b)).toBe(second);
  expect(made).toEqual([a, b]);
});

test("keeps an empty text too", () => {
  let calls = 0;
  const nameOf = memoize<object, string>(() => {
    calls += 1;
    return "";
  });
  const key = {};
  expect([nameOf(key), nameOf(key), calls]).toEqual(["", "", 1]);
});
