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

/**
 * Events that wait, by whether this round tries them: those of subjects whose first is due, the oldest first. The rest of a
 * subject stays behind them.
 * @param max events to try
 */
export function dueOf(pending: readonly Pending[], now: number, max: number) {
  const first = new Map<string, boolean>();
  for (const { nextAt, subject } of pending) if (!first.has(subject)) first.set(subject, isDue(nextAt, now));
  const due = pending.filter(({ subject }) => first.get(subject)).slice(0, max);
  const tried = new Set(due);
  return { due, waiting: pending.filter((each) => !tried.has(each)) };
}
