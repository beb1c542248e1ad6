/**
 * The schedule of each job: its name and its cron, in UTC. wrangler.toml has the same crons, which the platform uses.
 * Pure data, which scripts read as well.
 */
export const schedule = {
  sweep: "30 3 * * *",
  "send-messages": "* * * * *",
  "deliver-events": "* * * * *",
  "tally-events": "* * * * *",
} as const;

export type JobName = keyof typeof schedule;

/** The names of the jobs, which `npm start -- --run` takes. */
export const jobNames: readonly string[] = Object.keys(schedule);
