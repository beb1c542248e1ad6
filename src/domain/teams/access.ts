/**
 * The access of a caller to a team. A key may see and change all teams; a user may see the teams that they are in and
 * change the teams that they own (docs/spec/teams.md#access). The condition is part of each statement, so a membership
 * that has just ended gives no access.
 */
import { AppError } from "../../errors/app-error.ts";
import { type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import { boolean, reader, type RowOf, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { memberships, teams } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { isTeam } from "./columns.ts";

/** The role that allows members to change a team and its members. */
export const owner = "owner";

/**
 * Whether the caller is a key, or a confirmed member of a team whose membership meets `also`. Guests are in no team.
 */
function isIn({ caller }: Context, also: Where<"memberships">): Where<"teams"> {
  if (caller.kind !== "user") return caller.kind === "key" ? where(teams)`1` : where(teams)`0`;
  return where(teams)`EXISTS (SELECT 1 FROM ${memberships} WHERE ${memberships.teamSeq} = ${teams.seq}
    AND ${memberships.userSeq} = ${caller.seq} AND ${memberships.confirm} = 1 AND ${also})`;
}

/** Whether the caller may see a team. */
export const isVisible = (context: Context): Where<"teams"> => isIn(context, where(memberships)`1`);

/** Whether the caller may change a team. */
export const isOwned = (context: Context): Where<"teams"> =>
  isIn(
    context,
    where(memberships)`EXISTS (SELECT 1 FROM json_each(${memberships.roles}) AS role WHERE role.value = ${owner})`,
  );

const access = reader({ name: text(teams.name), isVisible: boolean(), isOwned: boolean() });

/** The access of a caller to a team. */
type TeamAccess = RowOf<typeof access>;

/** A query for the caller's access to a team. */
export function selectTeamAccess(context: Context, teamId: string): SQL {
  const columns = access.with({ isVisible: isVisible(context), isOwned: isOwned(context) });
  return sql`SELECT ${columns} FROM ${teams} WHERE ${isTeam(teamId)}`;
}

/** Reads the row of `selectTeamAccess`; null: there is no such team. */
export const toTeamAccess = ([row]: readonly Row[]): TeamAccess | null => (row === undefined ? null : access.read(row));

/**
 * Returns the caller's access to a team that they may see.
 * @param rows the result of `selectTeamAccess`
 * @throws AppError `team_not_found`
 */
export function requireVisible(rows: readonly Row[]): TeamAccess {
  const access = toTeamAccess(rows);
  if (access === null || !access.isVisible) throw new AppError("team_not_found");
  return access;
}

/** @throws AppError `user_unauthorized` */
export function assertOwned({ isOwned }: TeamAccess, refusal = "Only an owner of the team may do this."): void {
  if (!isOwned) throw new AppError("user_unauthorized", refusal);
}
