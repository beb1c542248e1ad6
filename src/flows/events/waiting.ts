/** Retries with back-off: how long pending events wait, and which of them are due. Pure. */
import type { Pending } from "../../domain/webhooks/index.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Longer than any wait, in milliseconds: a later due time was written by a wrong clock. */
const horizon = 2 * day;

/** Whether a due time has come. One beyond the horizon counts as due. */
export const isDue = (instant: number, now: number): boolean => instant <= now || instant > now + horizon;

/** The back-off of an event in milliseconds: a minute after the first failure, doubled with each further one, up to a day. */
export const eventBackOff = (tries: number): number => Math.min(2 ** Math.max(0, tries - 1) * minute, day);

/**
 * The back-off of a webhook whose endpoint is down, in milliseconds: as long as it has been down, from a minute to an hour.
 * It does not count failures: a round makes several, so an outage of half an hour would lead to a wait of a day.
 */
export const webhookBackOff = (failingMs: number): number => Math.min(Math.max(failingMs, minute), hour);

/** Placeholders behind which a round reads further events, at most: each takes a statement. */
const unfoldedMax = 6;

/**
 * Splits pending events into those that this round tries and the rest. A subject is tried if its first event is due; the
 * oldest events come first.
 * @param max events to try
 * @returns the events to try as `due`, the rest as `waiting`, and as `unfolded` the due placeholders, whose events must be read
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

/** The most stored events of one subject; later ones are read from the log again. */
const placesEach = 20;

/**
 * Bounds the pending events. Each subject keeps its first ones, and the last one kept is the placeholder of those cut.
 * The more subjects wait, the fewer places each has.
 * @param parked in the order of their numbers
 * @param max places in all. Each subject keeps one, even if there are more subjects
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
