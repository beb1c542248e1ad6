/** Imports that have created a user, so that each is logged as one event. WITHOUT ROWID, set in the migration. */
import { instant } from "./columns.ts";
import { sqliteTable, text } from "./drizzle.ts";

export const imports = sqliteTable("imports", {
  /** As the requests of the import name it. */
  id: text().primaryKey(),
  createdAt: instant().notNull(),
});
