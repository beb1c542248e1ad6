/** Events that wait for another try: how long, and which of them are due. Pure. */
import type { Pending } from "../../domain/webhooks/index.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Longer than any wait, in milliseconds: an instant beyond it was written by a clock that was wrong. */
const horizon = 2 * day;

/** Whether an instant has come. */
export const isDue = (instant: number, now: number): boolean => instant <= now || instant > now + horizon;

/** How long an event waits after so many failures, in milliseconds: twice as long each time, up to a day. */
export const eventBackOff = (tries: number): number => Math.min(2 ** Math.max(0, tries - 1) * minute, day);

/**
 * How long a webhook whose endpoint is down waits, in milliseconds: as long as it has been down, within a minute and an hour.
 * Counting failures instead would turn an outage of half an hour into a wait of a day, for a round makes several.
 */
export const webhookBackOff = (failingMs: number): number => Math.min(Math.max(failingMs, minute), hour);

/** Subjects whose further events a round reads, at most: each is a statement. */
const unfoldedMax = 6;

/**
 * Events that wait, by whether this round tries them: those of subjects whose first is due, the oldest first. The rest of a
 * subject stays behind them.
 * @param max events to try
 * @returns besides, those of the due ones that stand for more: the events behind them have to be read
 */
export function dueOf(pending: readonly Pending[], now: number, max: number) {
  const first = new Map<string, boolean>();
  for (const { nextAt, subject } of pending) if (!first.has(subject)) first.set(subject, isDue(nextAt, now));
  const candidates = pending.filter(({ subject }) => first.get(subject)).slice(0, max);
  const unfolded = candidates.filter(({ hasMore }) => hasMore === true).slice(0, unfoldedMax);
  const due = candidates.filter((each) => each.hasMore !== true || unfolded.includes(each));
  const tried = new Set(due);
  return { due, unfolded, waiting: pending.filter((each) => !tried.has(each)) };
}

/** Events of a subject that have a place of their own, at most; the later ones are found in the log again. */
const placesEach = 20;

/**
 * Bounds what waits, so that the subjects share it: of each the first events, the last of which stands for those that are cut.
 * The more subjects wait, the fewer places each has.
 * @param parked in the order of their numbers
 * @param max places for all. Each subject has one, be they more
 */
export function fit(parked: readonly Pending[], max: number): readonly Pending[] {
  const subjects = [...Map.groupBy(parked, ({ subject }) => subject).values()].map((events) => {
    // Events behind a placeholder are part of it.
    const last = events.findIndex(({ hasMore }) => hasMore === true);
    return last === -1 ? events : events.slice(0, last + 1);
  });
  const count = (each: number) => subjects.reduce((sum, { length }) => sum + Math.min(length, each), 0);
  let each = placesEach;
  while (each > 1 && count(each) > max) each = Math.floor(each / 2);
  return subjects
    .flatMap((events) =>
      events.length <= each
        ? events
        : events.slice(0, each).map((event, index) => (index === each - 1 ? { ...event, hasMore: true } : event)),
    )
    .toSorted((a, b) => a.seq - b.seq);
}
