/**
 * Finds the invitation that a request accepts, and checks that the caller may accept it (docs/spec/teams.md#acceptance).
 */
import type { Context } from "../../domain/context/index.ts";
import { isMembership, named, ofThatTeam } from "../../domain/memberships/index.ts";
import { selectTeamAccess, toTeamAccess } from "../../domain/teams/index.ts";
import { type AddressHolder, holdingField } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { type SQL, sql } from "../../lib/sql/index.ts";
import { boolean, integer, reader, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { memberships, users } from "../../storage/schema/index.ts";
import { type Address, isDigestOf } from "./invitation.ts";

/** The parameters that accept an invitation. */
export interface Acceptance {
  readonly teamId: string;
  readonly membershipId: string;
  readonly userId: string;
  readonly secret: string;
}

const ended = "The invitation has ended. Ask for another one, or sign in and accept it then.";

/** How long a guest can accept an invitation, in milliseconds: 7 days. */
const lifetime = 7 * 86_400_000;

/** Whether the invitation has expired for guests: by its age, or because the user's JWTs were revoked since. */
export const isOver = (now: number): SQL =>
  sql`(${memberships.invited} <= ${now - lifetime} OR ${memberships.epoch} IS NOT ${users.epoch})`;

/** Reads the user of a membership, with the digest that accepts it. */
const invited = reader(
  {
    digest: text(memberships.digest),
    askedId: text(memberships.askedId),
    hasEnded: boolean(),
    seq: integer(users.seq),
    id: text(users.id),
    name: text(users.name),
    email: text(users.email),
    phone: text(users.phone),
    status: boolean(users.status),
    emailHolding: holdingField("email"),
    phoneHolding: holdingField("phone"),
  },
  "invited.",
);

interface Invitee extends AddressHolder {
  readonly status: boolean;
  /** The id that the invitation gives the invitee; null: their own. */
  readonly askedId: string | null;
}

/** The user of a membership, the digest that accepts it, and whether it has expired for guests. */
function toInvited(row: Row): {
  readonly digest: string | null;
  readonly hasEnded: boolean;
  readonly invitee: Invitee;
} {
  const { askedId, digest, emailHolding, hasEnded, phoneHolding, seq, status, ...user } = invited.read(row);
  const holdings = { email: emailHolding, phone: phoneHolding };
  return { digest, hasEnded, invitee: { askedId, seq, status, user, holdings } };
}

/** An invitation that may be accepted. */
export interface OpenInvitation {
  readonly digest: string;
  /** The address it was sent to. */
  readonly address: Address;
  readonly invitee: Invitee;
}

/**
 * Finds the invitation of a request.
 * @throws AppError `membership_not_found`, `team_not_found`, `team_membership_mismatch`, `team_invalid_secret`,
 *   `team_invite_mismatch`, `membership_already_confirmed`, `user_blocked`
 */
export async function findOpenInvitation(
  context: Context,
  { membershipId, secret, teamId, userId }: Acceptance,
): Promise<OpenInvitation> {
  const { caller, config, db, now } = context;
  const batch = db.batch();
  const invitation = batch.add(
    sql`SELECT ${named.columns}, ${invited.with({ hasEnded: isOver(now) })}
      FROM ${memberships} CROSS JOIN ${users} ON ${users.seq} = ${memberships.userSeq} WHERE ${isMembership(membershipId)}`,
  );
  const access = batch.add(selectTeamAccess(context, teamId));
  await batch.run();
  const { row } = invitation;
  if (row === undefined) throw new AppError("membership_not_found");
  if (toTeamAccess(access.rows) === null) throw new AppError("team_not_found");
  const membership = ofThatTeam(row, teamId);
  const { digest, hasEnded, invitee } = toInvited(row);
  const address = addressesOf(invitee).find(
    (address) => digest !== null && isDigestOf(config, digest, address, secret),
  );
  if (digest === null || address === undefined) throw new AppError("team_invalid_secret");
  const isNamed = userId === invitee.user.id || userId === invitee.askedId;
  const isOther = !isNamed || (caller.kind === "user" && caller.seq !== invitee.seq);
  if (isOther) throw new AppError("team_invite_mismatch");
  if (membership.confirm) throw new AppError("membership_already_confirmed");
  if (!invitee.status) throw new AppError("user_blocked");
  // A signed-in user has proven their identity, so the invitation's age does not matter.
  if (hasEnded && caller.kind !== "user") throw new AppError("team_invalid_secret", ended);
  return { digest, address, invitee };
}

/** The addresses that it can have been sent to. */
function addressesOf({ user: { email, phone } }: Invitee): readonly Address[] {
  return [
    ...(email === null ? [] : [{ type: "email", value: email } as const]),
    ...(phone === null ? [] : [{ type: "sms", value: phone } as const]),
  ];
}
