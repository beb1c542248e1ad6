import { describe, expect, test } from "vitest";
import { strikes } from "../../scripts/start/cron.ts";
import { schedule } from "../../src/jobs/schedule.ts";

/** 2026-11-01 is a Sunday, weekday 1 to Cloudflare. */
const at = (time: string) => Date.parse(`2026-11-01T${time}Z`);

describe("a cron", () => {
  test.each([
    ["* * * * *", "00:00", true],
    ["30 3 * * *", "03:30", true],
    ["30 3 * * *", "03:31", false],
    ["30 3 * * *", "04:30", false],
    ["*/15 * * * *", "10:45", true],
    ["*/15 * * * *", "10:46", false],
    ["5/20 * * * *", "10:45", true],
    ["10-20/5 * * * *", "10:15", true],
    ["10-20/5 * * * *", "10:25", false],
    ["0,30 8-10 * * *", "09:30", true],
    ["0,30 8-10 * * *", "11:30", false],
    ["0 0 1 11 *", "00:00", true],
    ["0 0 2 11 *", "00:00", false],
    ["0 0 * * 1", "00:00", true],
    ["0 0 * * 2", "00:00", false],
    ["0 0 2 * 1", "00:00", true],
    ["0 0 1 12 *", "00:00", false],
  ])("%s at %s: %s", (cron, time, isDue) => {
    expect(strikes(cron, at(time))).toBe(isDue);
  });

  test.each([
    "",
    "* * * *",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * * * 8",
    "20-10 * * * *",
    "*/0 * * * *",
    "* * L * *",
    "* * * * MON",
  ])("that is %j cannot be read", (cron) => {
    expect(strikes(cron, at("00:00"))).toBeUndefined();
  });

  test.each(Object.entries(schedule))("of the job %s can be read", (_, cron) => {
    expect(strikes(cron, 0)).toBeTypeOf("boolean");
  });
});
