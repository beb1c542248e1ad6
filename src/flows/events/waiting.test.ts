import { describe, expect, test } from "vitest";
import { dueOf, eventBackOff, fit, webhookBackOff } from "./waiting.ts";

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
  expect(dueOf([first, other, second], now, 10)).toEqual({ due: [first, second], unfolded: [], waiting: [other] });
});

test("takes the oldest due events", () => {
  const events = [event(1, "a", 0), event(2, "b", 0), event(3, "a", 0), event(4, "c", 0)];
  const { due, waiting } = dueOf(events, now, 2);
  expect(due.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(waiting.map(({ seq }) => seq)).toEqual([3, 4]);
});

test("a due time too far in the future, from a wrong clock, counts as due", () => {
  expect(dueOf([event(1, "a", now + 3 * day)], now, 10).due).toHaveLength(1);
});

test("reads on behind six placeholders at a time; the others stay pending", () => {
  const events = Array.from({ length: 8 }, (_, index) => ({ ...event(index, `user/${index}`, now), hasMore: true }));
  const { due, unfolded, waiting } = dueOf([event(9, "a", now), ...events], now, 10);
  expect(unfolded.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(due).toHaveLength(7);
  expect(waiting).toEqual(events.slice(6));
});

describe("the number of waiting events is bounded:", () => {
  /** The same number of events of each subject, in the order of their numbers. */
  const crowd = (subjects: number, each: number) =>
    Array.from({ length: subjects * each }, (_, index) => event(index, `user/${index % subjects}`, now));

  test.each([
    [1, 100, 20],
    [20, 100, 400],
    [100, 100, 1_000],
    [1_000, 3, 1_000],
    [1_600, 2, 1_600],
  ])("%i subjects with %i events each take %i places", (subjects, each, places) => {
    const kept = fit(crowd(subjects, each), 1_500);
    expect(kept).toHaveLength(places);
    const bySubject = [...Map.groupBy(kept, ({ subject }) => subject).values()];
    expect(bySubject).toHaveLength(subjects);
    // The first ones, of which the last is the placeholder of the others.
    for (const [index, events] of bySubject.entries()) {
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, nth) => index + nth * subjects));
      expect(events.map(({ hasMore }) => hasMore)).toEqual([...events.slice(1).map(() => undefined), true]);
    }
  });

  test("a placeholder includes the events parked behind it", () => {
    const [first, second] = [{ ...event(1, "a", now), hasMore: true }, event(2, "a", now)];
    expect(fit([first, second, event(3, "b", now)], 1_500)).toEqual([first, event(3, "b", now)]);
  });
});
