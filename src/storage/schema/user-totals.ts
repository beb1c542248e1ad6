/** The totals that lists ask for most, kept by every batch that changes them. One row, `id` 1, made by the migration. */
import { integer, sqliteTable } from "./drizzle.ts";

export const userTotals = sqliteTable("user_totals", {
  id: integer().primaryKey(),
  users: integer().notNull(),
  status: integer().notNull(),
  emailVerification: integer().notNull(),
  phoneVerification: integer().notNull(),
  impersonator: integer().notNull(),
  /** All teams. */
  teams: integer().notNull().default(0),
  /** All identities. */
  identities: integer().notNull().default(0),
});
