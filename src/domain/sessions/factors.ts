/** Adds factors to a session, as part of a larger batch. */
import { build, type SQL, sql, type Statement } from "../../lib/sql/index.ts";
import { sessions } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { returnedSession } from "./columns.ts";

/**
 * A statement that adds factors to a user's session that lacks them. It returns the session (columns.ts).
 * @param userSeq `users.seq`
 * @param isMet the condition for the change
 * @param mfaUpdatedAt when a challenge was completed, in milliseconds since the Unix epoch; left out: none was
 */
export const addFactors = (
  { now }: Context,
  userSeq: number,
  sessionId: string,
  factors: readonly string[],
  isMet: SQL,
  mfaUpdatedAt?: number,
): Statement =>
  build
    .update(sessions)
    .set({
      factors: sql`(SELECT json_group_array(value) FROM (
        SELECT value FROM json_each(${sessions.factors}) UNION ALL SELECT value FROM json_each(${JSON.stringify(factors)})
        WHERE value NOT IN (SELECT value FROM json_each(${sessions.factors}))))`,
      updatedAt: now,
      ...(mfaUpdatedAt !== undefined && { mfaUpdatedAt }),
    })
    .where(sql`${sessions.userSeq} = ${userSeq} AND ${sessions.id} = ${sessionId} AND ${isMet}`)
    .returning(returnedSession);
