import { beforeEach, describe, expect, test } from "vitest";
import { Breaker } from "./breaker.ts";

const now = 1_000_000;
let lines: (readonly [string, object])[];
let breaker: Breaker;

beforeEach(() => {
  lines = [];
  breaker = new Breaker(5_000, (...line) => lines.push(line));
});

function fail(times: number, at = now): void {
  for (let count = 0; count < times; count += 1) breaker.failed(at, at);
}

describe("a closed breaker", () => {
  test("admits everything until the fifth failure in a row", () => {
    fail(4);
    expect([breaker.admits(now), breaker.isOpen]).toEqual([true, false]);
    fail(1);
    expect([breaker.admits(now), breaker.isOpen]).toEqual([false, true]);
    expect(lines).toEqual([["d1_breaker_open", { failures: 5 }]]);
  });

  test("starts over with each answer", () => {
    fail(4);
    breaker.answered(now);
    fail(4);
    expect([breaker.admits(now), lines]).toEqual([true, []]);
  });

  test("does not count the failure of a batch that was sent before the last answer", () => {
    breaker.answered(now);
    for (let count = 0; count < 9; count += 1) breaker.failed(now - 1, now + 5_000);
    expect(breaker.isOpen).toBe(false);
  });
});

describe("an open breaker", () => {
  beforeEach(() => fail(5));

  test("lets one batch through after two fifths of the deadline, and then another", () => {
    expect([0, 1, 1_999].map((ms) => breaker.admits(now + ms))).toEqual([false, false, false]);
    expect([2_000, 2_001, 3_999].map((ms) => breaker.admits(now + ms))).toEqual([true, false, false]);
    // The first probe is never answered.
    expect([4_000, 4_001].map((ms) => breaker.admits(now + ms))).toEqual([true, false]);
  });

  test("stays open where the probe fails", () => {
    expect(breaker.admits(now + 2_000)).toBe(true);
    fail(1, now + 7_000);
    expect([8_999, 9_000].map((ms) => breaker.admits(now + ms))).toEqual([false, true]);
    expect(lines).toHaveLength(1);
  });

  test("closes with the first answer, and logs how many batches it refused", () => {
    breaker.admits(now);
    breaker.admits(now);
    breaker.answered(now + 2_000);
    expect([breaker.admits(now + 2_000), breaker.isOpen]).toEqual([true, false]);
    expect(lines.at(-1)).toEqual(["d1_breaker_closed", { refused: 2 }]);
  });

  test("is not kept open by a clock that goes back", () => {
    expect(breaker.admits(now - 3_600_000)).toBe(true);
  });
});
