import { expect, test } from "vitest";
import { generateId } from "./ids.ts";

const now = Date.UTC(2026, 10, 23);

test("an id is 20 lower-case hex digits, whatever the time", () => {
  for (const time of [0, 1, now, Date.UTC(2100, 0, 1)]) expect(generateId(time)).toMatch(/^[0-9a-f]{20}$/);
});

test("an id begins with its time in microseconds", () => {
  const microseconds = Number.parseInt(generateId(now).slice(0, 13), 16);
  expect(Math.floor(microseconds / 1000)).toBe(now);
});

test("later ids sort after earlier ones", () => {
  const ids = Array.from({ length: 100 }, (_, index) => generateId(now + index));
  expect(ids).toEqual(ids.toSorted());
});

test("ids of one millisecond differ", () => {
  expect(new Set(Array.from({ length: 10_000 }, () => generateId(now))).size).toBe(10_000);
});
