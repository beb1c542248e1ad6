/**
 * The project's settings of OAuth2 providers (docs/spec/oauth2.md). A provider that was never configured has no row.
 */
import { boolean, instant, json } from "./columns.ts";
import { integer, sqliteTable, text, uniqueIndex } from "./drizzle.ts";

export const oauth2Providers = sqliteTable(
  "oauth2_providers",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    /** The provider's name: `google`. */
    id: text().notNull(),
    updatedAt: instant().notNull(),
    enabled: boolean().notNull(),
    /** The settings that may be shown. */
    settings: json().notNull(),
    /** The rest, JSON, sealed (lib/crypto/box.ts). */
    secrets: text().notNull(),
  },
  (providers) => [uniqueIndex("oauth2_providers_id").on(providers.id)],
);
