/** Identities: a user as an OAuth2 provider knows them. */
import { boolean, instant } from "./columns.ts";
import { index, integer, sql, sqliteTable, text, uniqueIndex } from "./drizzle.ts";
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
    /** `users.id`, which never changes: the list of all identities filters by it. */
    userId: text().notNull(),
    provider: text().notNull(),
    providerUid: text().notNull(),
    /** In lower case. */
    providerEmail: text(),
    /** Whether the provider vouched for the email at the last sign-in. */
    providerEmailVerified: boolean().notNull().default(false),
    /** Sealed (lib/crypto/box.ts); null: none. */
    providerAccessToken: text(),
    /** Sealed (lib/crypto/box.ts); null: none. */
    providerRefreshToken: text(),
    providerAccessTokenExpiry: instant(),
  },
  (identities) => [
    uniqueIndex("identities_id").on(sql`lower(${identities.id})`),
    uniqueIndex("identities_provider_uid").on(identities.provider, identities.providerUid),
    index("identities_provider_email").on(identities.providerEmail),
    index("identities_user_seq").on(identities.userSeq),
    index("identities_user_id").on(identities.userId),
    index("identities_provider").on(identities.provider),
    index("identities_uid").on(identities.providerUid),
    index("identities_created_at").on(identities.createdAt),
    index("identities_updated_at").on(identities.updatedAt),
    index("identities_provider_access_token_expiry").on(identities.providerAccessTokenExpiry),
  ],
);
