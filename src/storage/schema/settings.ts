/** The project's settings. One row, `id` 1, made by the migration. */
import { integer, sqliteTable } from "drizzle-orm/sqlite-core";
import { instant } from "./columns.ts";

export const settings = sqliteTable("settings", {
  id: integer().primaryKey(),
  createdAt: instant().notNull(),
  updatedAt: instant().notNull(),
});
