/** Reads memberships: the columns that their model needs, and the rows they come back as. */
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { type SQL, sql } from "../../lib/sql/index.ts";
import type { MembershipRow } from "../../models/membership.ts";
import { boolean, integer, json, orNull, reader, record, text } from "../../storage/reader.ts";
import { isTexts, type Row } from "../../storage/row.ts";
import { memberships, settings, teams, users } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { hasTotp } from "../mfa/index.ts";

/**
 * What of a member is shown: true and false say it, a setting leaves it to the project's policy
 * (docs/spec/project.md#policy-values).
 */
type Shown = Readonly<
  Record<"userId" | "userName" | "userEmail" | "userPhone" | "userAccessedAt" | "mfa", boolean | SQLiteColumn>
>;

/** A value as it is shown: null where it is not. */
export function shown(when: boolean | SQLiteColumn, value: SQL): SQL {
  if (typeof when === "boolean") return when ? value : sql`NULL`;
  return sql`CASE WHEN (SELECT ${when} FROM ${settings}) THEN ${value} END`;
}

/** Whether a user is asked for a second factor, and has verified one. */
const hasMfa = sql`(${users.mfa} AND (${hasTotp}
  OR (${users.email} IS NOT NULL AND ${users.emailVerification})
  OR (${users.phone} IS NOT NULL AND ${users.phoneVerification})))`;

const memberOf = (view: Shown) =>
  reader({
    userId: orNull(text(shown(view.userId, sql`${users.id}`))),
    userName: orNull(text(shown(view.userName, sql`${users.name}`))),
    userEmail: orNull(text(shown(view.userEmail, sql`${users.email}`))),
    userPhone: orNull(text(shown(view.userPhone, sql`${users.phone}`))),
    userAccessedAt: orNull(integer(shown(view.userAccessedAt, sql`${users.accessedAt}`))),
    mfa: orNull(boolean(shown(view.mfa, hasMfa))),
  });

const team = reader({ teamId: text(teams.id), teamName: text(teams.name) });

function membershipOf(view: Shown) {
  const member = memberOf(view);
  return reader({
    id: text(memberships.id),
    createdAt: integer(memberships.createdAt),
    updatedAt: integer(memberships.updatedAt),
    roles: json(isTexts, memberships.roles),
    invited: integer(memberships.invited),
    joined: integer(memberships.joined),
    confirm: boolean(memberships.confirm),
    member: record(member, sql`(SELECT ${member.object} FROM ${users} WHERE ${users.seq} = ${memberships.userSeq})`),
    team: record(team, sql`(SELECT ${team.object} FROM ${teams} WHERE ${teams.seq} = ${memberships.teamSeq})`),
  });
}

/** The parts of a membership that are shown, and the columns of a SELECT for them. */
export interface View extends Shown {
  readonly columns: SQL;
}

const viewWith = (shown: Shown): View => ({ ...shown, columns: membershipOf(shown).columns });

const all = { userId: true, userName: true, userEmail: true, userPhone: true, userAccessedAt: true, mfa: true };

const policy = {
  userId: settings.membershipUserId,
  userName: settings.membershipUserName,
  userEmail: settings.membershipUserEmail,
  userPhone: settings.membershipUserPhone,
  userAccessedAt: settings.membershipUserAccessedAt,
  mfa: settings.membershipUserMfa,
};

/** What keys see. */
export const everything = viewWith(all);

/** What members see of one another. */
const byPolicy = viewWith(policy);

/** As `byPolicy`, for an owner who has just invited a member or given them roles: also who it is. */
const changed = viewWith({ ...policy, userId: true });

/** What a user's own memberships show (docs/spec/users.md#memberships). */
export const named = viewWith({ ...all, userPhone: false, userAccessedAt: false, mfa: false });

/** What the caller sees of the members of a team. */
export const viewOf = ({ caller }: Context): View => (caller.kind === "key" ? everything : byPolicy);

/** What the caller sees of one whom they have just invited or given roles. */
export const viewOfChanged = ({ caller }: Context): View => (caller.kind === "key" ? everything : changed);

/** A row of any view reads alike: what is not shown is null. */
const { read } = membershipOf(all);

/** A row of a view's columns, read. */
export function toMembershipRow(row: Row): MembershipRow {
  const { member, team, ...membership } = read(row);
  return { ...membership, ...team, ...member, mfa: member.mfa ?? false };
}
