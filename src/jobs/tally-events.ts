/** The cron job that counts events for charts. */
import { tallyPage } from "../domain/audit/index.ts";
import type { Database } from "../storage/database.ts";

/** Pages of one run. With four statements each, they stay far below D1's limit of 1,000 queries in an invocation. */
const pagesMax = 20;

/**
 * Counts the rows of the log that are not counted yet, 100,000 at most; the next run counts the rest.
 * @param now milliseconds since the Unix epoch
 * @returns the number of counted rows
 */
export async function tallyEvents(db: Database, now: number, pages = pagesMax): Promise<number> {
  if (pages === 0) return 0;
  const { counted, isDone } = await tallyPage(db, now);
  return isDone ? counted : counted + (await tallyEvents(db, now, pages - 1));
}
