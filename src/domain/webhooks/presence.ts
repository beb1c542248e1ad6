/** Remembers in the isolate that no webhook is enabled, so that requests cost nothing for events without a receiver. */
import type { Binding } from "../../storage/database.ts";

/**
 * How long the absence is remembered, in milliseconds. A webhook that another isolate creates may wait that long for its
 * first event; the cron also delivers within a minute.
 */
const remembered = 60_000;

const absentUntil = new WeakMap<Binding, number>();

/** Whether there may be a webhook. @param now milliseconds since the Unix epoch */
export function mayHaveWebhooks(db: Binding, now: number): boolean {
  const until = absentUntil.get(db) ?? 0;
  // If the clock goes back, the absence is not remembered for longer.
  return now >= until || until - now > remembered;
}

/** Remembers that no webhook is enabled. */
export const noteNoWebhooks = (db: Binding, now: number): unknown => absentUntil.set(db, now + remembered);

/** Forgets the absence: there is a webhook. */
export const noteWebhook = (db: Binding): unknown => absentUntil.delete(db);
