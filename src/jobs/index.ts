/** Jobs: what the clock runs, and when. wrangler.toml has the same crons: the platform goes by those. */
import type { Config } from "../domain/context/index.ts";
import { cronLimits, deliverEvents } from "../flows/events/deliver.ts";
import type { Database } from "../storage/database.ts";
import { retryMessages } from "./retry-messages.ts";
import { sweep } from "./sweep.ts";

export interface Job {
  /** A verb, which ends the sentence "Rollcall does not …". */
  readonly name: string;
  /** A cron of wrangler.toml, in UTC. */
  readonly cron: string;
  /**
   * @param due when the run was due, in milliseconds since the Unix epoch
   * @returns fields of the line that is logged; null: nothing was to be done, and no line is
   */
  readonly run: (config: Config, db: Database, due: number) => Promise<Readonly<Record<string, unknown>> | null>;
}

export const jobs: readonly Job[] = [
  {
    name: "sweep",
    cron: "30 3 * * *",
    async run({ logRetention }, db, due) {
      const { isDone, swept } = await sweep(db, due, logRetention);
      return { swept, isDone };
    },
  },
  {
    name: "send messages",
    cron: "* * * * *",
    async run(config, db) {
      const messages = await retryMessages(config, db, Date.now());
      return messages.tried > 0 ? { messages } : null;
    },
  },
  {
    name: "deliver events",
    cron: "* * * * *",
    async run(config, db) {
      const events = await deliverEvents(config, db, cronLimits);
      return events.webhooks > 0 ? { events } : null;
    },
  },
];
