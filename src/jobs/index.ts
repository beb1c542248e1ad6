/** The scheduled jobs. */
import type { Config } from "../domain/context/index.ts";
import { cronLimits, deliverEvents } from "../flows/events/deliver.ts";
import type { Database } from "../storage/database.ts";
import { retryMessages } from "./retry-messages.ts";
import { type JobName, schedule } from "./schedule.ts";
import { sweep } from "./sweep.ts";
import { tallyEvents } from "./tally-events.ts";

export interface Job {
  readonly name: JobName;
  /** A cron of wrangler.toml, in UTC. */
  readonly cron: string;
  /** The factor on the deadline of a request that applies to its batches; left out: 1. */
  readonly deadlineFactor?: number;
  /**
   * @param due the scheduled time of the run, in milliseconds since the Unix epoch
   * @returns the fields of the log line; null: there was nothing to do, and no line is logged
   */
  readonly run: (config: Config, db: Database, due: number) => Promise<Readonly<Record<string, unknown>> | null>;
}

export const jobs: readonly Job[] = [
  {
    name: "sweep",
    cron: schedule.sweep,
    // A batch deletes thousands of rows.
    deadlineFactor: 4,
    async run({ logRetention }, db, due) {
      const { isDone, swept } = await sweep(db, due, logRetention);
      return { swept, isDone };
    },
  },
  {
    name: "send-messages",
    cron: schedule["send-messages"],
    async run(config, db) {
      const messages = await retryMessages(config, db, Date.now());
      return messages.tried > 0 ? { messages } : null;
    },
  },
  {
    name: "deliver-events",
    cron: schedule["deliver-events"],
    async run(config, db) {
      const events = await deliverEvents(config, db, cronLimits);
      return events.webhooks > 0 ? { events } : null;
    },
  },
  {
    name: "tally-events",
    cron: schedule["tally-events"],
    async run(_config, db) {
      await tallyEvents(db, Date.now());
      return null;
    },
  },
];
