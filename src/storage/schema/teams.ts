/** Teams. */
import { instant, json } from "./columns.ts";
import { index, integer, sql, sqliteTable, text, uniqueIndex } from "./drizzle.ts";

export const teams = sqliteTable(
  "teams",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    name: text().notNull(),
    /** Case- and accent-folded, for queries. */
    nameFolded: text().notNull(),
    /** Confirmed memberships. */
    total: integer().notNull(),
    prefs: json().notNull(),
    /** `users.seq` of its creator, who may have left it; null: a key. It counts towards the creator's limit of teams. */
    creatorSeq: integer(),
    /** The rows of `search_words` that this team owns, by the field they come from. */
    words: json().notNull(),
  },
  (teams) => [
    uniqueIndex("teams_id").on(sql`lower(${teams.id})`),
    index("teams_name").on(teams.nameFolded),
    index("teams_total").on(teams.total),
    index("teams_created_at").on(teams.createdAt),
    index("teams_updated_at").on(teams.updatedAt),
    index("teams_creator_seq")
      .on(teams.creatorSeq)
      .where(sql`${teams.creatorSeq} IS NOT NULL`),
  ],
);
