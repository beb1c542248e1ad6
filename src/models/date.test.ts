import { describe, expect, test } from "vitest";
import { renderDate } from "./date.ts";

test("renders every instant as Date does, with an explicit offset", () => {
  const edges = [0, 1, 999, 1_000, 59_999, 3_600_000, 86_399_999, 86_400_000, 951_782_400_000, -1, -62_198_755_200_000];
  const limits = [8.64e15, -8.64e15, 253_402_300_799_999, 253_402_300_800_000];
  const random = Array.from({ length: 2_000 }, () => Math.floor((Math.random() - 0.2) * 4e12));
  for (const instant of [...edges, ...limits, ...random]) {
    expect(renderDate(instant)).toBe(new Date(instant).toISOString().replace("Z", "+00:00"));
  }
});

test("rejects an instant outside the range of Date", () => {
  expect(() => renderDate(8.64e15 + 86_400_000)).toThrow(RangeError);
});

describe("renderDate", () => {
  test.each([
    [0, "1970-01-01T00:00:00.000+00:00"],
    [Date.UTC(2026, 10, 23, 15, 4, 5, 6), "2026-11-23T15:04:05.006+00:00"],
    [Date.UTC(1999, 11, 31, 23, 59, 59, 999), "1999-12-31T23:59:59.999+00:00"],
    [null, ""],
  ])("%s is %j", (instant, text) => {
    expect(renderDate(instant)).toBe(text);
  });
});
