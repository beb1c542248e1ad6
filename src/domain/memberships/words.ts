/** What search finds a membership by: its own id and its user's (docs/spec/users.md#memberships). */
import { sql } from "drizzle-orm";
import { wordsOf } from "../../lib/queries/index.ts";
import { memberships } from "../../storage/schema/index.ts";

/** What the column `memberships.words` holds, as JSON. */
export const wordsOfMembership = (id: string, userId: string): string =>
  JSON.stringify({ I: wordsOf(id), U: wordsOf(userId) });

/** A membership's words without those of its user. */
export const withoutUser = sql`json_remove(${memberships.words}, '$.U')`;
