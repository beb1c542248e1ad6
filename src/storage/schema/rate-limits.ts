/** Rate limits: the number of attempts in a window of time. Clustered by bucket (WITHOUT ROWID, set in the migration). */
import { instant } from "./columns.ts";
import { integer, sqliteTable, text } from "./drizzle.ts";

export const rateLimits = sqliteTable("rate_limits", {
  /** HMAC of the route, the window and the subject that attempts are counted for. */
  bucket: text().primaryKey(),
  count: integer().notNull(),
  /** The request that was counted last: a batch that is sent twice counts once. */
  attempt: text().notNull().default(""),
  /** The end of the window. */
  expire: instant().notNull(),
});
