/** The project's settings. One row, `id` 1, made by the migration. */
import { integer, sqliteTable } from "drizzle-orm/sqlite-core";
import { boolean, instant } from "./columns.ts";

export const settings = sqliteTable("settings", {
  id: integer().primaryKey(),
  createdAt: instant().notNull(),
  updatedAt: instant().notNull(),
  /** Seconds from a session's start to its end. */
  sessionDuration: integer().notNull().default(31_536_000),
  /** Sessions that a user may have; signing in ends the oldest beyond it. */
  sessionLimit: integer().notNull().default(10),
  /** Whether a new password ends sessions, tokens and JWTs of before. */
  sessionInvalidation: boolean().notNull().default(true),
});
