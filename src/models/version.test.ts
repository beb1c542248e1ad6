import { expect, test } from "vitest";
import { isBelow, parseVersion } from "./version.ts";

test.each([
  ["1.6.0", [1, 6, 0]],
  ["0.0.0", [0, 0, 0]],
  ["1.10.999999", [1, 10, 999_999]],
])("parseVersion reads %s", (text, version) => {
  expect(parseVersion(text)).toEqual(version);
});

test.each([
  "",
  "1",
  "1.6",
  "1.6.0.0",
  "v1.6.0",
  "1.6.x",
  "1.6.0-rc.1",
  " 1.6.0",
  "1.6.0\n",
  "-1.6.0",
  "1.6.1234567",
  "１.6.0",
])("parseVersion rejects %j", (text) => {
  expect(parseVersion(text)).toBeUndefined();
});

test.each([
  [[1, 4, 9], [1, 5, 0], true],
  [[1, 5, 0], [1, 5, 0], false],
  [[1, 5, 1], [1, 5, 0], false],
  [[1, 9, 0], [1, 10, 0], true],
  [[1, 10, 0], [1, 9, 0], false],
  [[0, 99, 99], [1, 0, 0], true],
  [[2, 0, 0], [1, 99, 99], false],
] as const)("isBelow: %j before %j is %s", (a, b, below) => {
  expect(isBelow(a, b)).toBe(below);
});
