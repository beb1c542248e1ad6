/**
 * Accepting an invitation: once, by who has what was sent to an address that is still the invitee's
 * (docs/spec/teams.md#acceptance).
 */
import { type SQL, sql } from "drizzle-orm";
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
import {
  begunSession,
  hasBegun,
  insertSession,
  type NewSession,
  seedSession,
  type SessionSeed,
  trimSessions,
} from "../../domain/sessions/index.ts";
import { countMembers, selectStanding, toStanding } from "../../domain/teams/index.ts";
import {
  adjustTotals,
  clearClaim,
  endClaim,
  isClaimed,
  isClaimedStill,
  isUser,
  verifiedBy,
} from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import type { MembershipRow } from "../../models/membership.ts";
import { build, type Database, type Statement } from "../../storage/db.ts";
import { forget } from "../../storage/kv.ts";
import { boolean, integer, reader, type RowOf, text } from "../../storage/reader.ts";
import { memberships, users } from "../../storage/schema/index.ts";
import { accessOf, handOver } from "../sign-in/begin-session.ts";
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
 * @param reader what reads first: the attempt is counted with it, once
 * @throws AppError `membership_not_found`, `team_not_found`, `team_membership_mismatch`, `team_invalid_secret`,
 *   `team_invite_mismatch`, `membership_already_confirmed`, `user_blocked`
 */
export async function accept(
  context: Context,
  acceptance: Acceptance,
  reader: Pick<Database, "batch"> = context.attempts,
): Promise<MembershipRow> {
  const { caller, db, now } = context;
  const { membershipId } = acceptance;
  const { address, digest, invitee } = await findOpen(context, reader, acceptance);
  const { column, proof } = contacts[address.type];
  const verified = verifiedBy[proof];

  const writeId = crypto.randomUUID();
  const accepted = isMarked(membershipId, writeId);
  const who = sql`${isUser(invitee.seq)} AND ${users.status} = 1 AND ${column} = ${address.value}
    AND ${isClaimedStill(invitee.isClaimed)}`;
  const self = sql`${isUser(invitee.seq)} AND EXISTS (SELECT 1 FROM ${memberships} WHERE ${accepted})`;
  const seed = caller.kind === "user" ? null : seedSession(newSession(address), now);
  const begin = seed === null ? [] : beginning(context, seed, self, invitee);
  // Who accepts in a session has come into the account another way, and keeps it.
  const isFreed = seed !== null && invitee.isClaimed;
  const clears = isFreed ? clearClaim(context, self, proof, userActor(invitee)) : [];
  const ends = isFreed ? endClaim(self, seed.id) : [];
  const [confirmed, , [row], , ...rest] = await db.batch([
    build
      .update(memberships)
      .set({ confirm: true, joined: now, updatedAt: now, writeId })
      .where(
        sql`${isMembership(membershipId)} AND ${memberships.confirm} = 0 AND ${memberships.digest} = ${digest}
        AND EXISTS (SELECT 1 FROM ${users} WHERE ${who})`,
      )
      .returning({ id: memberships.id }),
    countMembers(accepted, 1),
    selectMembership(membershipId, named),
    appendLog(context, "membership.update", "membership", accepted, userActor(invitee)),
    ...begin,
    ...ends,
    ...clears,
    ...adjustTotals(self, verified),
    build
      .update(users)
      .set({ ...verified, updatedAt: now, ...(seed && { accessedAt: accessOf(now) }) })
      .where(self),
  ]);
  // It was open a moment ago: whatever has become of it shows when it is read anew.
  if (confirmed.length === 0 || row === undefined) return accept(context, acceptance, db);
  if (seed !== null) {
    const [[session], trimmed = []] = rest;
    if (session === undefined) throw new Error("A session that was to begin with a membership has not.");
    forget(context, [trimmed, ...rest.slice(begin.length, begin.length + ends.length)].flat());
    await handOver(context, seed, invitee.id, begunSession.read(session).expire);
  }
  return toMembershipRow(row);
}

/** The session that an invitation begins with: its address was proved, nothing else. */
const newSession = ({ type, value }: Address): NewSession =>
  type === "email"
    ? { provider: "email", providerUid: value, factors: ["email"] }
    : { provider: "phone", providerUid: value, factors: ["phone"] };

/** The statements that begin a session of the user that `self` picks. The first returns when it ends. */
const beginning = (context: Context, seed: SessionSeed, self: SQL, invitee: Open["invitee"]): readonly Statement[] => [
  insertSession(context, seed, self),
  trimSessions(context, hasBegun(seed)),
  appendLog(context, "session.create", "user", hasBegun(seed), userActor(invitee)),
];

/** The invitation that may be accepted with what is given. @throws AppError as `accept` does */
async function findOpen(
  context: Context,
  reader: Pick<Database, "batch">,
  { membershipId, secret, teamId, userId }: Acceptance,
): Promise<Open> {
  const { caller, config } = context;
  const [[row], team] = await reader.batch([
    sql`SELECT ${named.columns}, ${invited.columns}
      FROM ${memberships} CROSS JOIN ${users} ON ${users.seq} = ${memberships.userSeq} WHERE ${isMembership(membershipId)}`,
    selectStanding(context, teamId),
  ]);
  if (row === undefined) throw new AppError("membership_not_found");
  if (toStanding(team) === null) throw new AppError("team_not_found");
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
