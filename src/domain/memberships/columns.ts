/** Reads memberships: the columns that their model needs, and the rows they come back as. */
import { type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { MembershipRow } from "../../models/membership.ts";
import { render } from "../../storage/db.ts";
import { boolean, integer, isRecord, isTexts, json, orNull, type Row, text } from "../../storage/row.ts";
import { memberships, settings, teams, users } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { hasTotp } from "../mfa/index.ts";

/**
 * What of a member is shown: true and false say it, a setting leaves it to the project's policy
 * (docs/spec/project.md#policy-values).
 */
export type View = Readonly<
  Record<"userId" | "userName" | "userEmail" | "userPhone" | "userAccessedAt" | "mfa", boolean | SQLiteColumn>
>;

/** What keys see. */
export const everything: View = {
  userId: true,
  userName: true,
  userEmail: true,
  userPhone: true,
  userAccessedAt: true,
  mfa: true,
};

/** What members see of one another. */
const byPolicy: View = {
  userId: settings.membershipUserId,
  userName: settings.membershipUserName,
  userEmail: settings.membershipUserEmail,
  userPhone: settings.membershipUserPhone,
  userAccessedAt: settings.membershipUserAccessedAt,
  mfa: settings.membershipUserMfa,
};

/** What a user's own memberships show (docs/spec/users.md#memberships). */
export const named: View = { ...everything, userPhone: false, userAccessedAt: false, mfa: false };

/** What the caller sees of the members of a team. */
export const viewOf = ({ caller }: Context): View => (caller.kind === "key" ? everything : byPolicy);

/** What the caller sees of one whom they have just invited or given roles: also who it is. */
export const viewOfChanged = (context: Context): View => ({ ...viewOf(context), userId: true });

/** A value as it is shown: null where it is not. */
export function shown(when: boolean | SQLiteColumn, value: SQL): SQL {
  if (typeof when === "boolean") return when ? value : sql`NULL`;
  return sql`CASE WHEN (SELECT ${when} FROM ${settings}) THEN ${value} END`;
}

/** Whether a user is asked for a second factor, and has verified one. */
const hasMfa = sql`(${users.mfa} AND (${hasTotp}
  OR (${users.email} IS NOT NULL AND ${users.emailVerification})
  OR (${users.phone} IS NOT NULL AND ${users.phoneVerification})))`;

const member = (view: View): SQL => sql`(SELECT json_object(
    'userId', ${shown(view.userId, sql`${users.id}`)}, 'userName', ${shown(view.userName, sql`${users.name}`)},
    'userEmail', ${shown(view.userEmail, sql`${users.email}`)}, 'userPhone', ${shown(view.userPhone, sql`${users.phone}`)},
    'userAccessedAt', ${shown(view.userAccessedAt, sql`${users.accessedAt}`)}, 'mfa', ${shown(view.mfa, hasMfa)}
  ) FROM ${users} WHERE ${users.seq} = ${memberships.userSeq})`;

const team = sql`(SELECT json_object('teamId', ${teams.id}, 'teamName', ${teams.name})
  FROM ${teams} WHERE ${teams.seq} = ${memberships.teamSeq})`;

/** What a SELECT lists of a membership. */
export const columnsOf = (view: View): SQL =>
  render(
    sql`${memberships.id} AS "id", ${memberships.createdAt} AS "createdAt", ${memberships.updatedAt} AS "updatedAt",
      ${memberships.roles} AS "roles", ${memberships.invited} AS "invited", ${memberships.joined} AS "joined",
      ${memberships.confirm} AS "confirm", ${member(view)} AS "member", ${team} AS "team"`,
  );

/** A row of `columnsOf`, read. */
export function toMembershipRow(row: Row): MembershipRow {
  const member = json(row, "member", isRecord);
  const team = json(row, "team", isRecord);
  return {
    id: text(row, "id"),
    createdAt: integer(row, "createdAt"),
    updatedAt: integer(row, "updatedAt"),
    teamId: text(team, "teamId"),
    teamName: text(team, "teamName"),
    roles: json(row, "roles", isTexts),
    invited: integer(row, "invited"),
    joined: orNull(integer, row, "joined"),
    confirm: boolean(row, "confirm"),
    userId: orNull(text, member, "userId"),
    userName: orNull(text, member, "userName"),
    userEmail: orNull(text, member, "userEmail"),
    userPhone: orNull(text, member, "userPhone"),
    userAccessedAt: orNull(integer, member, "userAccessedAt"),
    mfa: orNull(boolean, member, "mfa") ?? false,
  };
}
