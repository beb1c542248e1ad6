/**
 * Accepting an invitation: once, by who has what was sent to an address that is still the invitee's
 * (docs/spec/teams.md#acceptance).
 */
import { appendLog, userActor } from "../../domain/audit/index.ts";
import type { Context } from "../../domain/context/index.ts";
import {
  isMarked,
  isMembership,
  named,
  ofThatTeam,
  selectMembership,
  toMembershipRow,
} from "../../domain/memberships/index.ts";
import { hasBegun, insertSession, newSession, type SessionInput, trimSessions } from "../../domain/sessions/index.ts";
import { countMembers, selectStanding, toStanding } from "../../domain/teams/index.ts";
import {
  adjustTotals,
  endUnprovenSessions,
  isClaimed,
  isClaimedStill,
  isUser,
  revokeUnprovenAccess,
  verifiedBy,
} from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { build, sql, where } from "../../lib/sql/index.ts";
import type { MembershipRow } from "../../models/membership.ts";
import { boolean, integer, reader, type RowOf, text } from "../../storage/reader.ts";
import { memberships, users } from "../../storage/schema/index.ts";
import { accessOf, issueSession } from "../sign-in/begin-session.ts";
import { type Address, isDigestOf } from "./invitation.ts";

/** What is given to accept an invitation. */
export interface Acceptance {
  readonly teamId: string;
  readonly membershipId: string;
  readonly userId: string;
  readonly secret: string;
}

/** Reads the user of a membership, with the digest that accepts it. */
const invited = reader(
  {
    digest: text(memberships.digest),
    seq: integer(users.seq),
    id: text(users.id),
    name: text(users.name),
    email: text(users.email),
    phone: text(users.phone),
    status: boolean(users.status),
    isClaimed: boolean(isClaimed),
  },
  "invited.",
);

type Invitee = RowOf<typeof invited>;

/** An invitation that may be accepted. */
interface Open {
  readonly digest: string;
  /** Where it was sent. */
  readonly address: Address;
  readonly invitee: Invitee;
}

/** The addresses of a user, and what an invitation proves of one. */
const contacts = {
  email: { column: users.email, proof: "email" },
  sms: { column: users.phone, proof: "phone" },
} as const;

/**
 * Makes the invitee a member, with a session if the caller has none. It proves that the address is theirs.
 * @throws AppError `membership_not_found`, `team_not_found`, `team_membership_mismatch`, `team_invalid_secret`,
 *   `team_invite_mismatch`, `membership_already_confirmed`, `user_blocked`
 */
export async function accept(context: Context, acceptance: Acceptance): Promise<MembershipRow> {
  const { caller, db, now } = context;
  const { membershipId } = acceptance;
  const { address, digest, invitee } = await findOpen(context, acceptance);
  const { column, proof } = contacts[address.type];
  const [actor, verified] = [userActor(invitee), verifiedBy[proof]];

  const writeId = crypto.randomUUID();
  const accepted = isMarked(membershipId, writeId);
  const who = sql`${isUser(invitee.seq)} AND ${users.status} = 1 AND ${column} = ${address.value}
    AND ${isClaimedStill(invitee.isClaimed)}`;
  const self = where(users)`${isUser(invitee.seq)} AND EXISTS (SELECT 1 FROM ${memberships} WHERE ${accepted})`;
  const session = caller.kind === "user" ? null : newSession(sessionOf(address), now);
  const batch = db.batch();
  const confirmed = batch.add(
    build
      .update(memberships)
      .set({ confirm: true, joined: now, updatedAt: now, writeId })
      .where(
        sql`${isMembership(membershipId)} AND ${memberships.confirm} = 0 AND ${memberships.digest} = ${digest}
        AND EXISTS (SELECT 1 FROM ${users} WHERE ${who})`,
      )
      .returning({ id: memberships.id }),
  );
  batch.add(countMembers(accepted, 1));
  const membership = batch.add(selectMembership(membershipId, named));
  batch.add(appendLog(context, "membership.update", "membership", accepted, actor));
  const begun = session && insertSession(batch, context, session, self);
  if (session !== null) {
    trimSessions(batch, context, hasBegun(session), actor);
    batch.add(appendLog(context, "session.create", "user", hasBegun(session), actor, session.id));
    // Who accepts in a session has come into the account another way, and keeps it.
    if (invitee.isClaimed) {
      endUnprovenSessions(batch, context, self, actor, session.id);
      revokeUnprovenAccess(batch, context, self, proof, actor);
    }
  }
  batch.addAll(adjustTotals(self, verified));
  batch.add(
    build
      .update(users)
      .set({ ...verified, updatedAt: now, ...(session && { accessedAt: accessOf(now) }) })
      .where(self),
  );
  await batch.run();
  // It was open a moment ago: whatever has become of it shows when it is read anew.
  if (confirmed.row === undefined || membership.row === undefined) return accept(context, acceptance);
  if (begun !== null) await issueSession(context, begun, invitee.id);
  return toMembershipRow(membership.row);
}

/** The session that an invitation begins with: its address was proved, nothing else. */
const sessionOf = ({ type, value }: Address): SessionInput =>
  type === "email"
    ? { provider: "email", providerUid: value, factors: ["email"] }
    : { provider: "phone", providerUid: value, factors: ["phone"] };

/** The invitation that may be accepted with what is given. @throws AppError as `accept` does */
async function findOpen(context: Context, { membershipId, secret, teamId, userId }: Acceptance): Promise<Open> {
  const { caller, config, db } = context;
  const batch = db.batch();
  const invitation = batch.add(
    sql`SELECT ${named.columns}, ${invited.columns}
      FROM ${memberships} CROSS JOIN ${users} ON ${users.seq} = ${memberships.userSeq} WHERE ${isMembership(membershipId)}`,
  );
  const standing = batch.add(selectStanding(context, teamId));
  await batch.run();
  const { row } = invitation;
  if (row === undefined) throw new AppError("membership_not_found");
  if (toStanding(standing.rows) === null) throw new AppError("team_not_found");
  const membership = ofThatTeam(row, teamId);
  const invitee = invited.read(row);
  const { digest } = invitee;
  const address = addressesOf(invitee).find(
    (address) => digest !== null && isDigestOf(config, digest, address, secret),
  );
  if (digest === null || address === undefined) throw new AppError("team_invalid_secret");
  const isOther = userId !== invitee.id || (caller.kind === "user" && caller.seq !== invitee.seq);
  if (isOther) throw new AppError("team_invite_mismatch");
  if (membership.confirm) throw new AppError("membership_already_confirmed");
  if (!invitee.status) throw new AppError("user_blocked");
  return { digest, address, invitee };
}

/** Where the invitee can have been sent it. */
function addressesOf({ email, phone }: Invitee): readonly Address[] {
  return [
    ...(email === null ? [] : [{ type: "email", value: email } as const]),
    ...(phone === null ? [] : [{ type: "sms", value: phone } as const]),
  ];
}
