/** Which users carry a label. Clustered by label (WITHOUT ROWID, set in the migration): one write a label. */
import { integer, primaryKey, sqliteTable, text } from "./drizzle.ts";

export const userLabels = sqliteTable(
  "user_labels",
  {
    label: text().notNull(),
    userSeq: integer().notNull(),
  },
  (userLabels) => [primaryKey({ columns: [userLabels.label, userLabels.userSeq] })],
);
