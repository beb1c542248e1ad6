/** Logs: events with their subjects and actors. Rows outlive their subjects: `user_seq` is not a foreign key. */
import { instant, json } from "./columns.ts";
import { index, integer, sql, sqliteTable, text, uniqueIndex } from "./drizzle.ts";

export const logs = sqliteTable(
  "logs",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    createdAt: instant().notNull(),
    event: text().notNull(),
    /** The id of the endpoint that caused it; null in rows older than the column. */
    operation: text(),
    /** The subject of the event, as `<noun>/<id>`. */
    resource: text().notNull(),
    /** The id of the part that the event is about, such as a session of a user; null: the whole subject. */
    item: text(),
    /** The user it happened to, if it was one. */
    userSeq: integer(),
    /** The actor: its kind, and its names at that time. */
    actorType: text().notNull(),
    actorId: text().notNull(),
    actorName: text().notNull(),
    actorEmail: text().notNull(),
    ip: text().notNull(),
    userAgent: text().notNull(),
    /** ISO 3166-1 alpha-2, lower case; null: unknown. */
    country: text(),
    /** The origin of the request for the redeemed token: JSON of address, agent and country; null: no token, or unknown. */
    tokenOrigin: json(),
    /** The number of occurrences: more than 1 only if `repeats` is set. */
    count: integer().notNull().default(1),
    /**
     * The key of a counted row, an account and an hour: a repeated event increments `count` instead of adding a row.
     * null: the row is not counted.
     */
    repeats: text(),
  },
  (logs) => [
    index("logs_user_seq").on(logs.userSeq),
    uniqueIndex("logs_repeats")
      .on(logs.repeats)
      .where(sql`${logs.repeats} IS NOT NULL`),
  ],
);
