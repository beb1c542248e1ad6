/** Messaging providers: services that deliver emails, text messages and push notifications. */
import { boolean, instant, json } from "./columns.ts";
import { integer, sql, sqliteTable, text, uniqueIndex } from "./drizzle.ts";

export const providers = sqliteTable(
  "providers",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    name: text().notNull(),
    /** Case- and accent-folded, for queries. */
    nameFolded: text().notNull(),
    provider: text().notNull(),
    type: text({ enum: ["email", "sms", "push"] }).notNull(),
    enabled: boolean().notNull(),
    /** JSON, sealed (lib/crypto/box.ts). */
    credentials: text().notNull(),
    options: json().notNull(),
    /** The rows of `search_words` that this provider owns. */
    words: json().notNull(),
  },
  (providers) => [uniqueIndex("providers_id").on(sql`lower(${providers.id})`)],
);
