import { expect, test } from "vitest";
import { newCode } from "./codes.ts";

test("Codes have six digits, leading zeros too, and are different", () => {
  const codes = Array.from({ length: 2_000 }, newCode);
  expect(codes.filter((code) => !/^\d{6}$/.test(code))).toEqual([]);
  // One in ten begins with a zero; that none of 2,000 does would be a chance of 10^-91.
  expect(codes.some((code) => code.startsWith("0"))).toBe(true);
  expect(new Set(codes).size).toBeGreaterThan(1_900);
});
