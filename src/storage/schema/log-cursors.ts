/** How far jobs have read the log. Clustered by name (WITHOUT ROWID, set in the migration, which makes the row). */
import { integer, sqliteTable, text } from "./drizzle.ts";

export const logCursors = sqliteTable("log_cursors", {
  /** The name of the reader: `tallies`. */
  name: text().primaryKey(),
  /** The last row that was read. */
  seq: integer().notNull(),
});
