/** Statements that keep the total of teams, and the total of members of each team. */
import { build, sql, type Statement, type Where } from "../../lib/sql/index.ts";
import { memberships, teams, userTotals } from "../../storage/schema/index.ts";

/** Adds a team to the total (1), or subtracts it (-1). */
export const countTeam = (self: Where<"teams">, by: 1 | -1): Statement =>
  build
    .update(userTotals)
    .set({ teams: sql`${userTotals.teams} + ${by}` })
    .where(sql`EXISTS (SELECT 1 FROM ${teams} WHERE ${self})`);

/**
 * A statement that adds members to the totals of their teams, or subtracts them ahead of the deletion of their rows.
 * @param which picks confirmed memberships
 */
export const countMembers = (which: Where<"memberships">, by: 1 | -1): Statement =>
  build
    .update(teams)
    .set({ total: sql`max(${teams.total} + ${by}, 0)` })
    .where(
      sql`${teams.seq} IN (SELECT ${memberships.teamSeq} FROM ${memberships}
        WHERE ${which} AND ${memberships.confirm} = 1)`,
    );
