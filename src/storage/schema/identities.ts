/** Identities: a user as an OAuth2 provider knows them. */
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { instant } from "./columns.ts";
import { users } from "./users.ts";

export const identities = sqliteTable(
  "identities",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    userSeq: integer()
      .notNull()
      .references(() => users.seq, { onDelete: "cascade" }),
    provider: text().notNull(),
    providerUid: text().notNull(),
    providerEmail: text(),
  },
  (identities) => [
    uniqueIndex("identities_id").on(sql`lower(${identities.id})`),
    uniqueIndex("identities_provider_uid").on(identities.provider, identities.providerUid),
    index("identities_provider_email").on(identities.providerEmail),
    index("identities_user_seq").on(identities.userSeq),
  ],
);
