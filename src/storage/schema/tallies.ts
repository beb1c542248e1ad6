/** Tallies: counts of each event, by hour, by day and in total. Clustered by key (WITHOUT ROWID, set in the migration). */
import { instant } from "./columns.ts";
import { integer, primaryKey, sqliteTable, text } from "./drizzle.ts";

export const tallies = sqliteTable(
  "tallies",
  {
    /** `hour`, `day` or `ever`. */
    unit: text().notNull(),
    /** The name of the event, with `*` for its ids. */
    event: text().notNull(),
    /** The beginning of the hour or the day, in UTC; 0 for `ever`. */
    start: instant().notNull(),
    n: integer().notNull(),
  },
  (tallies) => [primaryKey({ columns: [tallies.unit, tallies.event, tallies.start] })],
);
