/** Counters: statements that keep how many teams there are, and how many members each has. */
import { build, sql, type Statement, type Where } from "../../lib/sql/index.ts";
import { memberships, teams, userTotals } from "../../storage/schema/index.ts";

/** Counts a team in (1) or out (-1). */
export const countTeam = (self: Where<"teams">, by: 1 | -1): Statement =>
  build
    .update(userTotals)
    .set({ teams: sql`${userTotals.teams} + ${by}` })
    .where(sql`EXISTS (SELECT 1 FROM ${teams} WHERE ${self})`);

/**
 * A statement that adds members to their teams' counters, or subtracts them: ahead of the deletion of the counted rows.
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
