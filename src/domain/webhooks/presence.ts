/** Remembers in the isolate that no webhook is enabled, so that requests cost nothing for events without a receiver. */
import type { Binding } from "../../storage/database.ts";

/** How long another isolate's new webhook may wait for its first event, in milliseconds; the cron delivers within a minute as well. */
const remembered = 60_000;

const absentUntil = new WeakMap<Binding, number>();

/** Whether there may be a webhook. @param now milliseconds since the Unix epoch */
export function mayHaveWebhooks(db: Binding, now: number): boolean {
  const until = absentUntil.get(db) ?? 0;
  // A clock that went back does not prolong it.
  return now >= until || until - now > remembered;
}

/** Notes that no webhook is enabled. */
export const noteNoWebhooks = (db: Binding, now: number): unknown => absentUntil.set(db, now + remembered);

/** Notes that there is one. */
export const noteWebhook = (db: Binding): unknown => absentUntil.delete(db);
