/**
 * Limits on the data that an account can store (docs/spec/account.md#rate-limits). An ordinary app stays far below them.
 */
import type { RateLimit } from "./rate-limiter.ts";

/** Changes of names and preferences, per minute and caller: each writes a log row. */
export const changesLimit: RateLimit = { shared: "changes", max: 60, window: 60, by: ["caller"] };

/** Bytes of preferences, per hour and network: 5 MiB. */
export const prefsLimit: RateLimit = {
  shared: "prefs",
  size: "prefs",
  max: 5 * 2 ** 20,
  window: 3_600,
  by: ["ip"],
};

/** Existing teams that a user has created, at most, whether or not the user is a member. */
export const teamsMax = 100;
