/**
 * The words that search finds rows by. A row has the rest of a folded value from one of its words on, so that every
 * run of words is a prefix of some row. Clustered by word (WITHOUT ROWID, set in the migration): one write a word.
 */
import { integer, primaryKey, sqliteTable, text } from "./drizzle.ts";

export const searchWords = sqliteTable(
  "search_words",
  {
    kind: text({ enum: ["user", "provider", "team"] }).notNull(),
    word: text().notNull(),
    /** `seq` in the table that `kind` names. */
    owner: integer().notNull(),
  },
  (searchWords) => [primaryKey({ columns: [searchWords.kind, searchWords.word, searchWords.owner] })],
);
