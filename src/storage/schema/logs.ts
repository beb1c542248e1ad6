/** Logs: what was done to a user and by whom. Rows outlive their user: `user_seq` refers to no row. */
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { instant } from "./columns.ts";

export const logs = sqliteTable(
  "logs",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    createdAt: instant().notNull(),
    /** The user it happened to. */
    userSeq: integer().notNull(),
    event: text().notNull(),
    /** Who did it: the kind of actor, and what was known of them at the time. */
    actorType: text().notNull(),
    actorId: text().notNull(),
    actorName: text().notNull(),
    actorEmail: text().notNull(),
    ip: text().notNull(),
    userAgent: text().notNull(),
    /** ISO 3166-1 alpha-2, lower case; null: unknown. */
    country: text(),
  },
  (logs) => [index("logs_user_seq").on(logs.userSeq)],
);
