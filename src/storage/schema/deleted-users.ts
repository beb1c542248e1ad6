/** Ids of deleted users: other systems may still refer to them, so a sign-up cannot take one. */
import { sqliteTable, text } from "./drizzle.ts";

export const deletedUsers = sqliteTable("deleted_users", {
  /** In lower case. */
  id: text().primaryKey(),
});
