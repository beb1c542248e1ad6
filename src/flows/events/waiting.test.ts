import { expect, test } from "vitest";
import { dueOf, eventBackOff, webhookBackOff } from "./waiting.ts";

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const now = 1_000 * day;
const event = (seq: number, subject: string, nextAt: number) => ({ seq, subject, tries: 1, nextAt });

test("an event waits twice as long after each failure, up to a day", () => {
  expect([1, 2, 3, 11, 12, 40].map(eventBackOff)).toEqual([1, 2, 4, 1_024, 1_440, 1_440].map((each) => each * minute));
});

test("14 tries of an event take longer than an endpoint may be down", () => {
  const waits = Array.from({ length: 13 }, (_, index) => eventBackOff(index + 1));
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(3 * day);
});

test("a webhook waits as long as its endpoint has been down, from a minute to an hour", () => {
  expect([-hour, 0, 5 * minute, 30 * minute, 2 * day].map(webhookBackOff)).toEqual(
    [1, 1, 5, 30, 60].map((each) => each * minute),
  );
});

test("the events of a subject are due with its first", () => {
  const [first, second, other] = [event(1, "a", now), event(3, "a", now + day), event(2, "b", now + 1)];
  expect(dueOf([first, other, second], now, 10)).toEqual({ due: [first, second], waiting: [other] });
});

test("takes the oldest of what is due", () => {
  const events = [event(1, "a", 0), event(2, "b", 0), event(3, "a", 0), event(4, "c", 0)];
  const { due, waiting } = dueOf(events, now, 2);
  expect(due.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(waiting.map(({ seq }) => seq)).toEqual([3, 4]);
});

test("an instant that a wrong clock wrote is due", () => {
  expect(dueOf([event(1, "a", now + 3 * day)], now, 10).due).toHaveLength(1);
});
