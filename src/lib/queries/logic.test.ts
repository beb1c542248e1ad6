import { expect, test } from "vitest";
import { sql } from "../sql/index.ts";
import { all, any, type Condition, leaf } from "./logic.ts";

const text = ({ sql: condition }: Condition): string => condition.text;
const leaves = (...names: readonly string[]): Condition[] => names.map((name) => leaf(sql.raw(name)));

test("an empty AND is true, an empty OR is false", () => {
  expect(text(all([]))).toBe("1");
  expect(text(any([]))).toBe("0");
});

test("conditions are joined evenly", () => {
  expect(text(all(leaves("a")))).toBe("a");
  expect(text(all(leaves("a", "b", "c", "d")))).toBe("((a AND b) AND (c AND d))");
  expect(text(any(leaves("a", "b")))).toBe("(a OR b)");
});

test("500 conditions are nine levels high", () => {
  expect(all(leaves(...Array.from({ length: 500 }, () => "a"))).height).toBe(9);
});

test("twenty levels of 25 conditions stay far below 100: the deep one is joined last", () => {
  let deep = leaf(sql.raw("a"));
  for (let level = 0; level < 20; level++) {
    const join = level % 2 === 0 ? all : any;
    deep = join([deep, ...leaves(...Array.from({ length: 24 }, () => "b"))]);
  }
  expect(deep.height).toBeLessThan(30);
});
