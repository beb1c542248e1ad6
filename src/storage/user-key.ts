/** The key of a user in other tables: `seq`, which is never reused although an id may be. */
import { type SQL, sql, type Where } from "../lib/sql/index.ts";
import { users } from "./schema/index.ts";

/** The `seq` of the user that `who` picks; NULL if it picks no user. */
export const seqOf = (who: Where<"users">): SQL => sql`(SELECT ${users.seq} FROM ${users} WHERE ${who})`;
