/** API keys other than the bootstrap key. The secret itself is never stored. */
import { sql } from "drizzle-orm";
import { integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { instant, json } from "./columns.ts";

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
