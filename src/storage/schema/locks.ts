/**
 * Wrong passwords in a row of an account, and the pause that follows them (domain/limits). Clustered by account (WITHOUT
 * ROWID, set in the migration).
 */
import { instant } from "./columns.ts";
import { integer, sqliteTable, text } from "./drizzle.ts";

export const locks = sqliteTable("locks", {
  /** `user/` and the user's seq; for an address without a user, `address/` and its HMAC. */
  account: text().primaryKey(),
  failures: integer().notNull(),
  /** The end of the pause; 0: there is none. */
  until: instant().notNull(),
  /** The request that was counted last: a batch that is sent twice counts once. */
  attempt: text().notNull(),
  /** When the failures are forgotten. */
  expire: instant().notNull(),
});
