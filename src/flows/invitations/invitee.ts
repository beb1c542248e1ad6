/** The invitee: found by the id or the addresses that an invitation names. */
import { isTeam } from "../../domain/teams/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { eq, or, type SQL, sql, type Where } from "../../lib/sql/index.ts";
import { boolean, integer, orNull, reader, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { memberships, teams, users } from "../../storage/schema/index.ts";
import type { Address } from "./invitation.ts";

/** The parameters of an invitation. */
export interface Invitation {
  readonly teamId: string;
  readonly userId: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  /** The name of a new user. */
  readonly name: string;
  /** The roles of a new member; a repeated invitation keeps the earlier ones. */
  readonly roles: readonly string[];
  /** The address of the link; null: none, which keys may omit. */
  readonly url: string | null;
}

/** The user who is invited. */
export interface Invitee {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  /** The membership of the team; null: none. */
  readonly membership: {
    readonly id: string;
    readonly isConfirmed: boolean;
    /** The id that an earlier invitation gave the invitee; null: their own id, or there was no invitation. */
    readonly askedId: string | null;
  } | null;
}

/** An invitee who has an account. */
export interface KnownInvitee extends Invitee {
  readonly seq: number;
}

/** Picks the user whom an invitation names: by the id, or by an address. */
function whoOf({ email, phone, userId }: Invitation): Where<"users"> {
  if (userId !== null) return isUser(userId);
  // Absent parameters are left out: for an OR with a constant, SQLite would read all users.
  const byEmail = email === null ? undefined : eq(users.email, email);
  const byPhone = phone === null ? undefined : eq(users.phone, phone);
  return or(byEmail, byPhone);
}

const known = reader({
  seq: integer(users.seq),
  id: text(users.id),
  name: text(users.name),
  email: text(users.email),
  phone: text(users.phone),
});

const membership = reader(
  {
    id: orNull(text(memberships.id)),
    isConfirmed: orNull(boolean(memberships.confirm)),
    askedId: text(memberships.askedId),
  },
  "membership.",
);

/** A query for the invitee, and their membership of the team. */
export const selectInvitee = (invitation: Invitation): SQL =>
  sql`SELECT ${known.columns}, ${membership.columns}
    FROM ${users} LEFT JOIN ${memberships} ON ${memberships.userSeq} = ${users.seq} AND ${memberships.teamSeq} =
      (SELECT ${teams.seq} FROM ${teams} WHERE ${isTeam(invitation.teamId)})
    WHERE ${whoOf(invitation)}`;

function toInvitee(row: Row): KnownInvitee {
  const { askedId, id, isConfirmed } = membership.read(row);
  return { ...known.read(row), membership: id === null ? null : { askedId, id, isConfirmed: isConfirmed === true } };
}

/**
 * The invitee of an invitation; null: no user has the address yet.
 * @throws AppError `user_not_found`, `user_already_exists` where a user has only some of the given values,
 *   `membership_already_confirmed`
 */
export function inviteeOf({ email, phone, userId }: Invitation, rows: readonly Row[]): KnownInvitee | null {
  const invitees = rows.map(toInvitee);
  const isOther = (invitee: Invitee): boolean =>
    (email !== null && invitee.email !== email) || (phone !== null && invitee.phone !== phone);
  if (invitees.some(isOther)) throw new AppError("user_already_exists");
  const [invitee = null] = invitees;
  if (invitee === null && userId !== null) throw new AppError("user_not_found");
  if (invitee?.membership?.isConfirmed === true) throw new AppError("membership_already_confirmed");
  return invitee;
}

/** The possible address types of an invitation, before its invitee has been read. */
export function typesOf({ email, phone }: Invitation): readonly Address["type"][] {
  if (email !== null) return ["email"];
  return phone !== null ? ["sms"] : ["email", "sms"];
}

/**
 * The address that an invitation is sent to: the given one, or else one of the invitee's.
 * @throws AppError `general_argument_invalid`
 */
export function addressOf({ email, phone }: Invitation, invitee: Invitee): Address {
  const given = email !== null || phone !== null ? { email, phone } : invitee;
  if (given.email !== null) return { type: "email", value: given.email };
  if (given.phone !== null) return { type: "sms", value: given.phone };
  throw new AppError("general_argument_invalid", "The user has neither an email nor a phone number to be invited by.");
}
