/**
 * Invites to teams. A key adds the invitee as a member at once. An owner sends an invitation, and may send another until
 * it is accepted: only the last one counts. An invitee without an account gets one in the same batch.
 */
import { appendLog } from "../../domain/audit/index.ts";
import type { Context } from "../../domain/context/index.ts";
import {
  insertMembership,
  isMarked,
  type NewMembership,
  selectMembership,
  toMembershipRow,
  viewOfChanged,
} from "../../domain/memberships/index.ts";
import { type PendingMessage, prepareMessage, selectTransport, transportOf } from "../../domain/messages/index.ts";
import {
  assertOwned,
  countMembers,
  isOwned,
  isTeam,
  requireVisible,
  selectTeamAccess,
} from "../../domain/teams/index.ts";
import { insertUser, isUser, newUser } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { sql, type Where, where } from "../../lib/sql/index.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import type { MembershipRow } from "../../models/membership.ts";
import type { Batch, Handle } from "../../storage/batch.ts";
import type { Row } from "../../storage/row.ts";
import { memberships, teams, users } from "../../storage/schema/index.ts";
import { type Address, composeInvitation, digestOf, newSecret } from "./invitation.ts";
import {
  addressOf,
  type Invitation,
  type Invitee,
  inviteeOf,
  type KnownInvitee,
  selectInvitee,
  typesOf,
} from "./invitee.ts";

/** Give up sending an invitation after a day, in milliseconds. */
const sendingMax = 86_400_000;

/**
 * Invites a person to a team.
 * @throws AppError `general_argument_invalid`, `team_not_found`, `user_unauthorized`, `user_not_found`,
 *   `user_already_exists`, `user_count_exceeded`, `membership_already_confirmed`, `general_smtp_disabled`,
 *   `general_phone_disabled`
 */
export async function invite(context: Context, given: Invitation): Promise<MembershipRow> {
  const { caller, db } = context;
  const invitation = toOneAddress(context, given);
  const types = caller.kind === "user" ? typesOf(invitation) : [];
  const batch = db.batch();
  const access = batch.add(selectTeamAccess(context, invitation.teamId));
  const invitees = batch.add(selectInvitee(invitation));
  const senders = new Map(types.map((type) => [type, batch.add(selectTransport(type))]));
  await batch.run();
  assertComplete(context, invitation);
  const team = requireVisible(access.rows);
  assertOwned(team);
  const invitee = inviteeOf(invitation, invitees.rows);
  const facts = { team: team.name, senders };
  const isByAddress = caller.kind === "user" && invitation.userId === null;
  const written = await (isByAddress || invitee === null
    ? inviteAddress(context, invitation, facts, invitee)
    : inviteUser(context, invitation, facts, invitee));
  // A concurrent change won; read again and retry.
  return written ?? invite(context, invitation);
}

/**
 * Limits a user's invitation to one address: a phone beside an email is ignored. So a created account has only the address
 * whose owner can accept, and no answer reveals whether two addresses belong to one user. A key vouches for both.
 */
const toOneAddress = ({ caller }: Context, invitation: Invitation): Invitation =>
  caller.kind === "user" && invitation.email !== null ? { ...invitation, phone: null } : invitation;

/** @throws AppError `general_argument_invalid` */
function assertComplete({ caller }: Context, { email, phone, url, userId }: Invitation): void {
  if (caller.kind === "user" && url === null) {
    throw new AppError("general_argument_invalid", 'Param "url" is not optional.');
  }
  if (userId === null && email === null && phone === null) {
    throw new AppError("general_argument_invalid", "One of the params userId, email and phone is needed.");
  }
}

/** The team's name and the rows of the transports, as read. */
interface Facts {
  readonly team: string;
  readonly senders: ReadonlyMap<Address["type"], Handle>;
}

/** Invites a user. @returns null where their address has changed, or a concurrent request has invited them */
async function inviteUser(
  context: Context,
  invitation: Invitation,
  facts: Facts,
  invitee: KnownInvitee,
): Promise<MembershipRow | null> {
  const draft = await draftOf(context, invitation, facts, invitee, invitee.membership?.askedId ?? null);
  const batch = context.db.batch();
  const membership = writeInvitation(batch, context, invitation.teamId, draft, isUser(invitee.seq));
  await batch.run();
  return showInvited(invitation, membership());
}

/**
 * Invites the owner of an address, with a new account where no user has it. An owner's invitation takes the same
 * statements either way, and its answer names a newly made id: that of the new account, or an unused one.
 * @returns null where a concurrent request has invited or created them
 */
async function inviteAddress(
  context: Context,
  invitation: Invitation,
  facts: Facts,
  known: KnownInvitee | null,
): Promise<MembershipRow | null> {
  const { email, name, phone, teamId } = invitation;
  const isOwners = context.caller.kind === "user";
  const askedId = known?.membership?.askedId ?? generateId(context.now);
  const account = newUser({ userId: askedId, email, phone, name, stored: null }, context.now);
  const invitee = known ?? { ...account.row, membership: null };
  const draft = await draftOf(context, invitation, facts, invitee, isOwners ? askedId : null);
  const batch = context.db.batch();
  const { self } = insertUser(batch, context, account, { orKnown: isOwners });
  const membership = writeInvitation(batch, context, teamId, draft, where(users)`${self} AND ${isUser(invitee.id)}`);
  try {
    await batch.run();
  } catch (error) {
    if (error instanceof AppError && error.type === "user_already_exists") return null;
    throw error;
  }
  return showInvited(invitation, membership());
}

/** An invitation that is about to be written. */
interface Draft {
  readonly seed: NewMembership;
  /** null: no message, because the member joins at once. */
  readonly sent: { readonly address: Address; readonly message: PendingMessage } | null;
}

/**
 * @param askedId the id that the invitation gives its invitee; null: their own id, which the owner has used
 */
async function draftOf(
  context: Context,
  invitation: Invitation,
  facts: Facts,
  invitee: Invitee,
  askedId: string | null,
): Promise<Draft> {
  const { caller, config, locale, now } = context;
  const { roles, teamId, url } = invitation;
  const id = invitee.membership?.id ?? generateId(now);
  const seed = { id, userId: invitee.id, roles, digest: null, askedId, writeId: crypto.randomUUID() };
  if (caller.kind !== "user" || url === null) return { seed, sent: null };
  const address = addressOf(invitation, invitee);
  const transport = await transportOf(context, address.type, facts.senders.get(address.type)?.rows ?? []);
  const secret = newSecret();
  const composed = composeInvitation(
    address,
    {
      project: config.projectName,
      team: { id: teamId, name: facts.team },
      membershipId: id,
      invitee: { id: askedId ?? invitee.id, name: invitee.name },
      inviter: caller.user.name || (caller.user.email ?? ""),
      secret,
      url,
    },
    locale,
  );
  const message = await prepareMessage(context, transport, composed, now + sendingMax);
  return { seed: { ...seed, digest: digestOf(config, address, secret) }, sent: { address, message } };
}

/** The columns that a repeated invitation replaces. */
const renewed = {
  digest: sql`excluded.digest`,
  epoch: sql`excluded.epoch`,
  invited: sql`excluded.invited`,
  joined: sql`excluded.joined`,
  confirm: sql`excluded.confirm`,
  updatedAt: sql`excluded.updated_at`,
  writeId: sql`excluded.write_id`,
};

/**
 * Invites the user that `who` picks. The batch is refused if the team has been deleted or the caller is no longer an owner.
 * @returns a getter for the row of the membership, to call after the batch; undefined: the user was not invited
 */
function writeInvitation(
  batch: Batch,
  context: Context,
  teamId: string,
  { seed, sent }: Draft,
  who: Where<"users">,
): () => Row | undefined {
  const written = isMarked(seed.id, seed.writeId);
  // The message is written only if the user has the address at the time of the write.
  const invitee = sent === null ? who : where(users)`${who} AND ${contact(sent.address)} = ${sent.address.value}`;
  const team = sql`(SELECT ${teams.seq} FROM ${teams} WHERE ${isTeam(teamId)} AND ${isOwned(context)})`;
  const invited = batch.add(
    insertMembership(context, seed, team, invitee)
      .onConflictDoUpdate({
        target: [memberships.userSeq, memberships.teamSeq],
        set: renewed,
        // The message names the membership's id, and a membership created concurrently has another one.
        setWhere: sql`${memberships.confirm} = 0 AND ${memberships.id} = excluded.id`,
      })
      .returning({ id: memberships.id }),
  );
  if (sent === null) batch.add(countMembers(written, 1));
  else sent.message.enqueue(batch, where(users)`${invitee} AND EXISTS (SELECT 1 FROM ${memberships} WHERE ${written})`);
  batch.add(appendLog(context, "membership.create", "membership", written));
  batch.refuse({ memberships_team_seq: "team_not_found" });
  const membership = batch.add(selectMembership(seed.id, viewOfChanged(context)));
  return () => invited.row && membership.row;
}

/** The column of users that holds an address of this type. */
const contact = ({ type }: Address) => (type === "email" ? users.email : users.phone);

/** Fills in name, email and phone from the invitation where the inviter may not see the invitee's own. */
function showInvited({ email, name, phone }: Invitation, row: Row | undefined): MembershipRow | null {
  if (row === undefined) return null;
  const { userEmail, userName, userPhone, ...membership } = toMembershipRow(row);
  return {
    ...membership,
    userName: userName ?? name,
    userEmail: userEmail ?? email,
    userPhone: userPhone ?? phone,
  };
}
