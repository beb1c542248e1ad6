/** Imports: which have created a user, so that each has one event. WITHOUT ROWID, set in the migration. */
import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import { instant } from "./columns.ts";

export const imports = sqliteTable("imports", {
  /** As the requests of the import name it. */
  id: text().primaryKey(),
  createdAt: instant().notNull(),
});
