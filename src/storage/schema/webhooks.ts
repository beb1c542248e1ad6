/** Webhooks: the receivers of events, with their cursors (docs/spec/events.md#webhooks). */
import { boolean, instant, json } from "./columns.ts";
import { integer, sql, sqliteTable, text, uniqueIndex } from "./drizzle.ts";

export const webhooks = sqliteTable(
  "webhooks",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    name: text().notNull(),
    url: text().notNull(),
    /** Patterns of events. */
    events: json().notNull(),
    enabled: boolean().notNull(),
    authUsername: text().notNull(),
    /** Sealed (lib/crypto/box.ts); null: none. */
    authPassword: text(),
    /** Sealed (lib/crypto/box.ts). */
    secret: text(),
    /** The previous secret, sealed (lib/crypto/box.ts): it also signs until `previous_until`. */
    previousSecret: text(),
    previousUntil: instant(),
    /** The last row of the log that was read. */
    cursor: integer().notNull(),
    /** Events that wait for a retry: JSON of `{seq, subject, tries, nextAt, hasMore}`. */
    pending: json().notNull(),
    /** When the first of them is due; null: none waits. */
    pendingAt: instant(),
    /** When rows behind the cursor are due: later than now while the endpoint is down. */
    nextAt: instant().notNull(),
    /** The run that delivers, and the end of its lease. */
    lease: text().notNull(),
    leaseEnd: instant().notNull(),
    /** Failures in a row, and the time of the first. */
    attempts: integer().notNull(),
    failingSince: instant(),
    /** The last failure; "": none. */
    error: text().notNull(),
    /** Events that were given up. */
    dropped: integer().notNull(),
  },
  (webhooks) => [uniqueIndex("webhooks_id").on(sql`lower(${webhooks.id})`)],
);
