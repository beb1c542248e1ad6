/** Reads memberships: the columns that their model needs, and their parser. */
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { lazy } from "../../lib/lazy/lazy.ts";
import { type SQL, sql } from "../../lib/sql/index.ts";
import type { MembershipRow } from "../../models/membership.ts";
import { type PartKey, selectParts } from "../../storage/part.ts";
import { boolean, integer, json, orNull, reader, record, text } from "../../storage/reader.ts";
import { isTexts, type Row } from "../../storage/row.ts";
import { memberships, settings, teams, users } from "../../storage/schema/index.ts";
import type { Context, UserCaller } from "../context/index.ts";
import { hasTotp } from "../mfa/index.ts";

/** Whether a field of a member is shown: always, never, or if a condition holds. */
type Condition = boolean | SQL;

type Shown = Readonly<
  Record<"userId" | "userName" | "userEmail" | "userPhone" | "userAccessedAt" | "mfa", Condition>
> & {
  /** Whether other members see it. Of an invitee, they see only the values in the invitation. */
  readonly isPublic: boolean;
};

/** A value, or null if it is hidden. */
export function shown(when: Condition, value: SQL): SQL {
  if (typeof when === "boolean") return when ? value : sql`NULL`;
  return sql`CASE WHEN ${when} THEN ${value} END`;
}

/** The id of a member. Until the invitee accepts, other members see the id in the invitation. */
export const memberId = (isPublic: boolean): SQL =>
  isPublic
    ? sql`CASE WHEN ${memberships.confirm} THEN ${users.id} ELSE coalesce(${memberships.askedId}, ${users.id}) END`
    : sql`${users.id}`;

/**
 * A value of a member as other members see it: hidden for people who were invited by an address and have not accepted,
 * who may have no account.
 */
export const ofMember = (view: Pick<Shown, "isPublic">, value: SQL): SQL =>
  view.isPublic ? sql`CASE WHEN ${memberships.confirm} OR ${memberships.askedId} IS NULL THEN ${value} END` : value;

/** Whether a user has MFA on and a verified factor. */
const hasMfa = sql`(${users.mfa} AND (${hasTotp}
  OR (${users.email} IS NOT NULL AND ${users.emailVerification})
  OR (${users.phone} IS NOT NULL AND ${users.phoneVerification})))`;

const member = reader({
  userId: orNull(text()),
  userName: orNull(text()),
  userEmail: orNull(text()),
  userPhone: orNull(text()),
  userAccessedAt: orNull(integer()),
  mfa: orNull(boolean()),
});

/** The SQL that `member` reads. It may bind values, such as the caller's number. */
const memberOf = (view: Shown): SQL =>
  sql`(SELECT json_object(
    'userId', ${shown(view.userId, memberId(view.isPublic))},
    'userName', ${shown(view.userName, ofMember(view, sql`${users.name}`))},
    'userEmail', ${shown(view.userEmail, ofMember(view, sql`${users.email}`))},
    'userPhone', ${shown(view.userPhone, ofMember(view, sql`${users.phone}`))},
    'userAccessedAt', ${shown(view.userAccessedAt, ofMember(view, sql`${users.accessedAt}`))},
    'mfa', ${shown(view.mfa, ofMember(view, hasMfa))}
  ) FROM ${users} WHERE ${users.seq} = ${memberships.userSeq})`;

const team = reader({ teamId: text(teams.id), teamName: text(teams.name) });

const membership = reader({
  id: text(memberships.id),
  createdAt: integer(memberships.createdAt),
  updatedAt: integer(memberships.updatedAt),
  roles: json(isTexts, memberships.roles),
  invited: integer(memberships.invited),
  joined: integer(memberships.joined),
  confirm: boolean(memberships.confirm),
  member: record(member),
  team: record(team, sql`(SELECT ${team.object} FROM ${teams} WHERE ${teams.seq} = ${memberships.teamSeq})`),
});

/** The parts of a membership that are shown, and the columns of a SELECT for them. */
export interface View extends Shown {
  readonly columns: SQL;
}

/** A view whose SQL is built on first use. */
function viewWith(shown: Shown): View {
  const columns = lazy(() => membership.with({ member: memberOf(shown) }));
  return {
    ...shown,
    get columns() {
      return columns();
    },
  };
}

const all = {
  isPublic: false,
  userId: true,
  userName: true,
  userEmail: true,
  userPhone: true,
  userAccessedAt: true,
  mfa: true,
};

/**
 * The fields of a member that the project's policy shows (docs/spec/project.md#policy-values). Callers see everything
 * of themselves.
 */
function byPolicy(caller: UserCaller): Shown {
  const isSelf = sql`${memberships.userSeq} = ${caller.seq}`;
  const when = (setting: SQLiteColumn): SQL => sql`(${isSelf} OR (SELECT ${setting} FROM ${settings}))`;
  return {
    isPublic: true,
    userId: when(settings.membershipUserId),
    userName: when(settings.membershipUserName),
    userEmail: when(settings.membershipUserEmail),
    userPhone: when(settings.membershipUserPhone),
    userAccessedAt: when(settings.membershipUserAccessedAt),
    mfa: when(settings.membershipUserMfa),
  };
}

/** The view for keys. */
export const everything = viewWith(all);

/** The view of a user's own memberships (docs/spec/users.md#memberships). */
export const named = viewWith({ ...all, userPhone: false, userAccessedAt: false, mfa: false });

/** The view for guests, who are in no team. */
const nothing = viewWith({
  isPublic: true,
  userId: false,
  userName: false,
  userEmail: false,
  userPhone: false,
  userAccessedAt: false,
  mfa: false,
});

/** The caller's view of a team's members. */
export function viewOf({ caller }: Context): View {
  if (caller.kind === "key") return everything;
  return caller.kind === "user" ? viewWith(byPolicy(caller)) : nothing;
}

/** The caller's view of a member whom they have just invited or given roles: it includes the user id. */
export function viewOfChanged({ caller }: Context): View {
  if (caller.kind === "key") return everything;
  return caller.kind === "user" ? viewWith({ ...byPolicy(caller), userId: true }) : nothing;
}

/** Reads a row of a view's columns. Fields that are not shown are null. */
export function toMembershipRow(row: Row): MembershipRow {
  const { member, team, ...rest } = membership.read(row);
  return { ...rest, ...team, ...member, mfa: member.mfa ?? false };
}

/** A query for memberships that events are about, as keys see them. */
export const selectMembershipParts = (keys: readonly PartKey[]): SQL =>
  selectParts(memberships, everything.columns, keys, "lower(id)");
