/**
 * Messages to users, from the moment they are due until they are sent or given up (domain/messages). A run leases a
 * message by moving `next_at`, so only one of several concurrent runs sends it.
 */
import { instant } from "./columns.ts";
import { index, integer, sql, sqliteTable, text, uniqueIndex } from "./drizzle.ts";
import { users } from "./users.ts";

export const messages = sqliteTable(
  "messages",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    /** The recipient; null: no user had the address. */
    userSeq: integer().references(() => users.seq, { onDelete: "cascade" }),
    type: text({ enum: ["email", "sms"] }).notNull(),
    /** The name of its text (lib/delivery/texts). */
    template: text().notNull(),
    status: text({ enum: ["processing", "sent", "failed"] }).notNull(),
    /** The message as JSON, sealed (lib/crypto/box.ts) because it has secrets; null: it is sent or given up. */
    content: text(),
    tries: integer().notNull(),
    /** When it is tried again; null: never. */
    nextAt: instant(),
    /** The time at which its code or link ends, and it is given up. */
    deadline: instant().notNull(),
    deliveredAt: instant(),
    /** Why the last try failed. */
    error: text(),
    /** When the row is swept. */
    expire: instant().notNull(),
  },
  (messages) => [
    uniqueIndex("messages_id").on(sql`lower(${messages.id})`),
    index("messages_user_seq").on(messages.userSeq),
    index("messages_next_at")
      .on(messages.nextAt)
      .where(sql`${messages.nextAt} IS NOT NULL`),
    index("messages_expire").on(messages.expire),
  ],
);
