/** The key of a user in other tables: `seq`, which the next owner of the id does not have. */
import { type SQL, sql, type Where } from "../lib/sql/index.ts";
import { users } from "./schema/index.ts";

/** The `seq` of the user that `who` picks; NULL where it picks none. */
export const seqOf = (who: Where<"users">): SQL => sql`(SELECT ${users.seq} FROM ${users} WHERE ${who})`;
