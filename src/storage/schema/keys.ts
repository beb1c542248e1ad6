/** API keys other than the bootstrap key. The secret itself is never stored. */
import { instant, json } from "./columns.ts";
import { integer, sql, sqliteTable, text, uniqueIndex } from "./drizzle.ts";

export const keys = sqliteTable(
  "keys",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    name: text().notNull(),
    /** SHA-256 of the secret, lower-case hex. */
    digest: text().notNull(),
    scopes: json().notNull(),
    expire: instant(),
    accessedAt: instant(),
    sdks: json().notNull(),
  },
  (keys) => [uniqueIndex("keys_id").on(sql`lower(${keys.id})`), uniqueIndex("keys_digest").on(keys.digest)],
);
