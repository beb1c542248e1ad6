/**
 * Limits on what an account can fill the database with (docs/spec/account.md#rate-limits). An ordinary app does not notice them.
 */
import type { RateLimit } from "./rate-limiter.ts";

/** Changes of names and preferences, a minute for each caller: each of them writes a row of the log. */
export const changesLimit: RateLimit = { shared: "changes", max: 60, window: 60, by: ["caller"] };

/** Preferences, an hour for each network: 5 MiB. */
export const prefsLimit: RateLimit = {
  shared: "prefs",
  size: "prefs",
  max: 5 * 2 ** 20,
  window: 3_600,
  by: ["ip"],
};

/** Teams that a user has created and that there still are, whether or not the user is a member. */
export const teamsMax = 100;
