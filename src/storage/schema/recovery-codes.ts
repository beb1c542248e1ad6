/** Recovery codes: each is a row, and replaces another factor once. */
import { index, integer, sqliteTable, text } from "./drizzle.ts";
import { users } from "./users.ts";

export const recoveryCodes = sqliteTable(
  "recovery_codes",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    userSeq: integer()
      .notNull()
      .references(() => users.seq, { onDelete: "cascade" }),
    /** Sealed (lib/crypto/box.ts). */
    code: text().notNull(),
  },
  (recoveryCodes) => [index("recovery_codes_user_seq").on(recoveryCodes.userSeq)],
);
