/** How often something was tried in a window of time. Clustered by bucket (WITHOUT ROWID, set in the migration). */
import { instant } from "./columns.ts";
import { integer, sqliteTable, text } from "./drizzle.ts";

export const rateLimits = sqliteTable("rate_limits", {
  /** HMAC of the route, the window, and whom it is counted for. */
  bucket: text().primaryKey(),
  count: integer().notNull(),
  /** The request that was counted last: a batch that is sent twice counts once. */
  attempt: text().notNull().default(""),
  /** The end of the window. */
  expire: instant().notNull(),
});
