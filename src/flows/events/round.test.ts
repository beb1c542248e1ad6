import { describe, expect, test } from "vitest";
import { fail, ok } from "../../errors/result.ts";
import { type Queued, type Round, runRound } from "./round.ts";

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const now = 1_000 * day;
const failed = fail({ error: "The endpoint answered 500.", isGone: false });

const well = { attempts: 0, cursor: 0, dropped: 0, failingSince: null, nextAt: 0, pending: [] };
const event = (seq: number, subject: string, tries = 0): Queued => ({ seq, subject, tries });
const subjects = (count: number) => Array.from({ length: count }, (_, index) => event(index + 1, `user/${index + 1}`));

/** Runs a round. @param takes whether the endpoint accepts an event */
async function play(queue: readonly Queued[], takes: (seq: number) => boolean, more: Partial<Round> = {}) {
  const [sent, givenUp]: [number[], number[]] = [[], []];
  const outcome = await runRound({
    webhook: well,
    due: queue.filter(({ tries }) => tries > 0),
    waiting: [],
    fresh: queue.filter(({ tries }) => tries === 0),
    cursor: 99,
    now: () => now,
    isSpent: () => false,
    async post({ seq }, isOver) {
      await Promise.resolve();
      if (isOver()) return null;
      sent.push(seq);
      return takes(seq) ? ok(null) : failed;
    },
    giveUp: ({ seq }) => void givenUp.push(seq),
    ...more,
  });
  return { outcome, sent, givenUp };
}

test("an endpoint that accepts nothing counts as down: the cursor and the tries of events stay unchanged", async () => {
  const { outcome } = await play(subjects(30), () => false);
  expect(outcome).toMatchObject({ cursor: 0, pending: [], nextAt: now + minute, failingSince: now });
});

describe("an endpoint that was down", () => {
  const webhook = { ...well, attempts: 7, failingSince: now - 5 * hour, nextAt: now };

  test("is probed with one event, and then waits an hour at most", async () => {
    const { outcome, sent } = await play(subjects(30), () => false, { webhook });
    expect(sent).toHaveLength(1);
    expect(outcome).toMatchObject({ cursor: 0, pending: [], nextAt: now + hour, attempts: 8, disables: false });
  });

  test("gets all events again once it accepts the probe", async () => {
    const { outcome, sent } = await play(subjects(30), () => true, { webhook });
    expect(sent).toHaveLength(30);
    expect(outcome).toMatchObject({ cursor: 99, pending: [], nextAt: 0, attempts: 0, failingSince: null });
  });

  test("is probed with a different subject each time, so that refused events do not block others", async () => {
    const poison = (seq: number) => seq > 12;
    let last = await play(subjects(30), poison, { webhook });
    for (let run = 0; run < 12 && last.outcome.cursor === 0; run++) {
      const { attempts, nextAt } = last.outcome;
      last = await play(subjects(30), poison, { webhook: { ...webhook, attempts, nextAt } });
    }
    expect(last.outcome.cursor).toBe(99);
    expect(last.outcome.pending.map(({ seq }) => seq)).toEqual(subjects(12).map(({ seq }) => seq));
  });

  test("is disabled after three days, and keeps its pending events", async () => {
    const long = { ...webhook, failingSince: now - 3 * day };
    const { givenUp, outcome } = await play([event(1, "user/1", 13)], () => false, { webhook: { ...long, nextAt: 0 } });
    expect(outcome).toMatchObject({ disables: true, dropped: 0, pending: [{ seq: 1, tries: 14 }] });
    expect(givenUp).toEqual([]);
  });
});

test("an event is dropped after its 14th failure while others are accepted, and its subject continues", async () => {
  const { givenUp, outcome, sent } = await play([event(1, "user/1", 13), event(2, "user/1")], (seq) => seq !== 1);
  expect([sent, givenUp]).toEqual([[1, 2], [1]]);
  expect(outcome).toMatchObject({ dropped: 1, pending: [], failingSince: null });
});

test("a failure long after the last dropped event starts a new count", async () => {
  const { outcome } = await play([event(1, "user/1", 13)], () => false);
  expect(outcome).toMatchObject({ dropped: 1, pending: [], failingSince: null });
});

test("a user with many events behind a refused one takes 20 places, and loses no event", async () => {
  const queue = Array.from({ length: 150 }, (_, index) => event(index + 1, "user/1", index === 0 ? 7 : 0));
  const { givenUp, outcome } = await play(queue, () => false);
  expect(givenUp).toEqual([]);
  expect(outcome).toMatchObject({ cursor: 99, dropped: 0 });
  expect(outcome.pending).toHaveLength(20);
  expect(outcome.pending.map(({ hasMore }) => hasMore ?? false)).toEqual([
    ...Array.from({ length: 19 }, () => false),
    true,
  ]);
});

test("repeated failures do not count an endpoint as down that accepts other events", async () => {
  const refused = subjects(10).map((each) => ({ ...each, tries: 3 }));
  const { outcome, sent } = await play([...refused, event(11, "user/11")], (seq) => seq === 11);
  expect(sent.toSorted((a, b) => a - b)).toEqual([...refused, event(11, "")].map(({ seq }) => seq));
  expect(outcome).toMatchObject({ nextAt: 0, cursor: 99 });
  expect(outcome.pending.every(({ tries }) => tries === 4)).toBe(true);
});

test("later events of a subject wait behind its pending one", async () => {
  const waiting = [{ seq: 1, subject: "user/1", tries: 2, nextAt: now + minute }];
  const { outcome, sent } = await play([event(5, "user/1"), event(6, "user/2")], () => true, { waiting });
  expect(sent).toEqual([6]);
  expect(outcome.pending).toEqual([...waiting, { seq: 5, subject: "user/1", tries: 0, nextAt: now + minute }]);
});

test("due events are delivered before the rest of their subject, which is due then", async () => {
  const rest = [{ seq: 2, subject: "user/1", tries: 0, nextAt: now - 1 }];
  const { outcome, sent } = await play([event(1, "user/1", 1), event(3, "user/1")], () => true, { waiting: rest });
  expect(sent).toEqual([1]);
  expect(outcome.pending).toEqual([...rest, { seq: 3, subject: "user/1", tries: 0, nextAt: now - 1 }]);
});

test("no new events are read while too many are pending", async () => {
  const waiting = Array.from({ length: 2_000 }, (_, index) => ({
    ...event(index + 1, `user/${index + 1}`, 1),
    nextAt: now + hour + index,
  }));
  const { outcome } = await play([], () => true, { waiting });
  expect(outcome.nextAt).toBe(now + hour);
});

test("events that a run has no time for stay pending, and are due at once", async () => {
  let left = 2;
  const { outcome } = await play(subjects(4), () => true, { isSpent: () => left-- <= 0 });
  expect(outcome.pending.every(({ nextAt, tries }) => nextAt === now && tries === 0)).toBe(true);
  expect(outcome).toMatchObject({ cursor: 99, nextAt: 0 });
});
