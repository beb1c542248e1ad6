/** Whose rows are meant: other tables know a user by `seq` only. */
import { type SQL, sql } from "drizzle-orm";
import { users } from "./schema/index.ts";

/** The `seq` of the row of users that `who` picks, if any. */
export const seqOf = (who: SQL): SQL => sql`(SELECT ${users.seq} FROM ${users} WHERE ${who})`;
