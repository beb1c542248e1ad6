/**
 * Memberships. A team's `total` is the number of confirmed ones: a batch that confirms or ends a membership also changes
 * the total.
 */
import { AppError } from "../../errors/app-error.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import type { ListRequest } from "../../lib/queries/index.ts";
import { build, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
import type { MembershipRow } from "../../models/membership.ts";
import type { Page } from "../../models/model.ts";
import { boolean, reader } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { memberships, teams, users } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import { appendLog } from "../audit/index.ts";
import type { Context, UserCaller } from "../context/index.ts";
import { compile, readPageOf, readPageOfUser } from "../lists/index.ts";
import {
  assertOwned,
  countMembers,
  isOwned,
  isTeam,
  isVisible,
  requireVisible,
  selectTeamAccess,
  toTeamAccess,
} from "../teams/index.ts";
import { everything, named, toMembershipRow, type View, viewOf, viewOfChanged } from "./columns.ts";
import { ofTeam, ofUser, resourceOf } from "./resource.ts";
import { insertMembership, isMembership, selectMembership } from "./statements.ts";

const source = (view: View) => ({
  table: memberships,
  sequence: memberships.seq,
  columns: view.columns,
  toItem: toMembershipRow,
});

/**
 * Reads a page of a team's memberships and how many there are, in one batch.
 * @throws AppError `team_not_found`, `general_argument_invalid`, `general_query_invalid`, `general_cursor_not_found`,
 *   `database_query_order_null`
 */
export function listMembers(context: Context, teamId: string, request: ListRequest): Promise<Page<MembershipRow>> {
  const view = viewOf(context);
  const value = sql`(SELECT ${teams.seq} FROM ${teams} WHERE ${isTeam(teamId)})`;
  const plan = compile(resourceOf(view), { ...request, part: { attribute: ofTeam, value } });
  const who = where(teams)`${isTeam(teamId)} AND ${isVisible(context)}`;
  return readPageOf(context.db, { table: teams, absent: "team_not_found" }, who, plan, source(view));
}

/**
 * Reads a page of a user's memberships and how many there are, in one batch.
 * @param who picks the user
 * @throws AppError `user_not_found`, `general_argument_invalid`, `general_query_invalid`, `general_cursor_not_found`,
 *   `database_query_order_null`
 */
export function listMemberships(
  { db }: Context,
  who: Where<"users">,
  request: ListRequest,
): Promise<Page<MembershipRow>> {
  const value = seqOf(who);
  const plan = compile(resourceOf(everything), { ...request, part: { attribute: ofUser, value } });
  return readPageOfUser(db, who, plan, source(named));
}

/** Reads a membership and checks that it belongs to the team. @throws AppError `membership_not_found`, `team_membership_mismatch` */
export function ofThatTeam(row: Row | undefined, teamId: string): MembershipRow {
  if (row === undefined) throw new AppError("membership_not_found");
  const membership = toMembershipRow(row);
  if (membership.teamId !== teamId) throw new AppError("team_membership_mismatch");
  return membership;
}

/** @throws AppError `team_not_found`, `membership_not_found`, `team_membership_mismatch` */
export async function getMembership(context: Context, teamId: string, membershipId: string): Promise<MembershipRow> {
  const batch = context.db.batch();
  const access = batch.add(selectTeamAccess(context, teamId));
  const membership = batch.add(selectMembership(membershipId, viewOf(context)));
  await batch.run();
  requireVisible(access.rows);
  return ofThatTeam(membership.row, teamId);
}

/** A statement that makes the caller a member of the team that `self` picks. */
export const writeFounder = (
  context: Context,
  self: Where<"teams">,
  caller: UserCaller,
  roles: readonly string[],
): Statement =>
  insertMembership(
    context,
    {
      id: generateId(context.now),
      userId: caller.user.id,
      roles,
      digest: null,
      askedId: null,
      writeId: crypto.randomUUID(),
    },
    sql`(SELECT ${teams.seq} FROM ${teams} WHERE ${self})`,
    where(users)`${users.seq} = ${caller.seq}`,
  );

/** The membership, if it is in a team that the caller owns. */
const isInOwned = (context: Context, teamId: string, membershipId: string): Where<"memberships"> =>
  where(memberships)`${isMembership(membershipId)} AND ${memberships.teamSeq} =
    (SELECT ${teams.seq} FROM ${teams} WHERE ${isTeam(teamId)} AND ${isOwned(context)})`;

/**
 * Replaces the roles of a member.
 * @throws AppError `team_not_found`, `membership_not_found`, `team_membership_mismatch`, `user_unauthorized`
 */
export async function replaceRoles(
  context: Context,
  teamId: string,
  membershipId: string,
  roles: readonly string[],
): Promise<MembershipRow> {
  const { db, now } = context;
  const self = isInOwned(context, teamId, membershipId);
  const batch = db.batch();
  const access = batch.add(selectTeamAccess(context, teamId));
  // Ahead of the change, because the caller may not be an owner afterwards.
  batch.add(appendLog(context, "membership.update", "membership", self));
  batch.add(
    build
      .update(memberships)
      .set({ roles: JSON.stringify(roles), updatedAt: now })
      .where(self),
  );
  const membership = batch.add(selectMembership(membershipId, viewOfChanged(context)));
  await batch.run();
  const team = requireVisible(access.rows);
  const changed = ofThatTeam(membership.row, teamId);
  // Upstream's suite asserts this text.
  assertOwned(team, "User is not allowed to modify roles");
  return changed;
}

const ended = reader({ isOwn: boolean() });

/**
 * Ends a membership, or withdraws an invitation. The member, the owners of the team and keys may do so. The last owner may
 * leave too, as upstream allows: keys can still change the team.
 * @throws AppError `team_invite_not_found`, `team_not_found`, `team_membership_mismatch`, `user_unauthorized`
 */
export async function deleteMembership(context: Context, teamId: string, membershipId: string): Promise<void> {
  const { caller, db } = context;
  const isOwn = caller.kind === "user" ? sql`${memberships.userSeq} = ${caller.seq}` : sql`0`;
  const mayEnd = where(
    memberships,
  )`${isMembership(membershipId)} AND ${memberships.teamSeq} = (SELECT ${teams.seq} FROM ${teams}
    WHERE ${isTeam(teamId)} AND (${isOwn} OR ${isOwned(context)}))`;
  const batch = db.batch();
  const access = batch.add(selectTeamAccess(context, teamId));
  const membership = batch.add(
    sql`SELECT ${named.columns}, ${ended.with({ isOwn })} FROM ${memberships} WHERE ${isMembership(membershipId)}`,
  );
  batch.add(countMembers(mayEnd, -1));
  batch.add(appendLog(context, "membership.delete", "membership", mayEnd));
  batch.add(build.delete(memberships).where(mayEnd));
  await batch.run();
  if (membership.row === undefined) throw new AppError("team_invite_not_found");
  const [team, isTheirs] = [toTeamAccess(access.rows), ended.read(membership.row).isOwn];
  // The invitee does not see the team yet, and may decline.
  if (team === null || !(team.isVisible || isTheirs)) throw new AppError("team_not_found");
  ofThatTeam(membership.row, teamId);
  if (!isTheirs) assertOwned(team);
}
