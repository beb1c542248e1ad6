/**
 * Accepts an invitation: once, with the secret that was sent to an address which the invitee still has
 * (docs/spec/teams.md#acceptance).
 */
import { appendLog, userActor } from "../../domain/audit/index.ts";
import type { Context } from "../../domain/context/index.ts";
import { isMarked, isMembership, named, selectMembership, toMembershipRow } from "../../domain/memberships/index.ts";
import { hasBegun, insertSession, newSession, type SessionInput, trimSessions } from "../../domain/sessions/index.ts";
import { unlock } from "../../domain/limits/index.ts";
import { wordsOfMembership } from "../../domain/search/index.ts";
import { countMembers } from "../../domain/teams/index.ts";
import {
  adjustTotals,
  addressColumns,
  type AddressKind,
  clearAccount,
  endClearedSessions,
  isUser,
  stillHolds,
  verifiedBy,
} from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { build, sql, type Where, where } from "../../lib/sql/index.ts";
import type { MembershipRow } from "../../models/membership.ts";
import { memberships, users } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import { accessOf, issueSession } from "../sign-in/begin-session.ts";
import { draftByProof, prepareSignUp } from "../sign-up-by-proof.ts";
import { type Acceptance, findOpenInvitation, isOver, type OpenInvitation } from "./find-open.ts";
import type { Address } from "./invitation.ts";

/** The kind of address that an invitation proves. */
const kindOf = ({ type }: Address): AddressKind => (type === "email" ? "email" : "phone");

/**
 * Makes the invitee a member, and marks the address as verified. Begins a session if the caller has none.
 * @throws AppError `membership_not_found`, `team_not_found`, `team_membership_mismatch`, `team_invalid_secret`,
 *   `team_invite_mismatch`, `membership_already_confirmed`, `user_blocked`,
 *   `user_already_exists` where a user has the id of the account to be created, `user_count_exceeded`
 */
export async function accept(context: Context, acceptance: Acceptance): Promise<MembershipRow> {
  const { caller, db, now } = context;
  const { membershipId } = acceptance;
  const open = await findOpenInvitation(context, acceptance);
  const { address, digest, invitee } = open;
  const kind = kindOf(address);
  const [holding, isInSession] = [invitee.holdings[kind], caller.kind === "user"];
  if (!isInSession && holding === "anchored") return acceptAsOwner(context, membershipId, open);
  const [actor, verified] = [userActor(invitee.user), verifiedBy[kind]];

  const writeId = crypto.randomUUID();
  const accepted = isMarked(membershipId, writeId);
  const { address: column } = addressColumns[kind];
  const isSame = isInSession
    ? sql`${column} = ${address.value}`
    : sql`${stillHolds(kind, address.value, holding)} AND NOT ${isOver(now)}`;
  const who = sql`${isUser(invitee.seq)} AND ${users.status} = 1 AND ${isSame}`;
  const self = where(users)`${isUser(invitee.seq)} AND EXISTS (SELECT 1 FROM ${memberships} WHERE ${accepted})`;
  const session = isInSession ? null : newSession(sessionOf(address), now);
  const batch = db.batch();
  const confirmed = batch.add(
    build
      .update(memberships)
      .set({ confirm: true, joined: now, updatedAt: now, writeId })
      .where(where(memberships)`${isOpen(membershipId, digest)} AND EXISTS (SELECT 1 FROM ${users} WHERE ${who})`)
      .returning({ id: memberships.id }),
  );
  batch.add(countMembers(accepted, 1));
  const membership = batch.add(selectMembership(membershipId, named));
  batch.add(appendLog(context, "membership.update", "membership", accepted, actor));
  const begun = session && insertSession(batch, context, session, self);
  if (session !== null) {
    trimSessions(batch, context, session, actor);
    // Any proof of the address ends the pause of the password (sign-in/begin-session.ts).
    batch.add(unlock(self));
    batch.add(appendLog(context, "session.create", "user", hasBegun(session), actor, session.id));
    // Accepting in a session clears nothing: the user has signed in by other means.
    if (holding === "unproven") {
      endClearedSessions(batch, context, self, actor, session.id);
      clearAccount(batch, context, self, kind, actor);
    }
  }
  // The log row of a cleared account implies that its address is proven.
  if (isInSession || holding !== "unproven") {
    const isNew = where(users)`${self} AND NOT ${addressColumns[kind].verified}`;
    batch.add(appendLog(context, "user.update", "user", isNew, actor));
  }
  batch.addAll(adjustTotals(self, verified));
  batch.add(
    build
      .update(users)
      .set({ ...verified, updatedAt: now, ...(session && { accessedAt: accessOf(now) }) })
      .where(self),
  );
  await batch.run();
  // A concurrent change has ended or accepted it; read again to find the error.
  if (confirmed.row === undefined || membership.row === undefined) return accept(context, acceptance);
  if (begun !== null) await issueSession(context, begun, invitee.user.id);
  return toMembershipRow(membership.row);
}

/** Picks the invitation while it has not been accepted. */
const isOpen = (membershipId: string, digest: string): Where<"memberships"> =>
  where(
    memberships,
  )`${isMembership(membershipId)} AND ${memberships.confirm} = 0 AND ${memberships.digest} = ${digest}`;

/**
 * Makes the owner of the address a member with a new account, because the invited account had only typed the address. The membership
 * moves to the new account.
 * @throws AppError `team_invalid_secret`, `user_already_exists`, `user_count_exceeded`
 */
async function acceptAsOwner(
  context: Context,
  membershipId: string,
  { address, digest, invitee }: OpenInvitation,
): Promise<MembershipRow> {
  const { db, now } = context;
  const kind = kindOf(address);
  const isProven = where(users)`${users.status} = 1 AND EXISTS (SELECT 1 FROM ${memberships}
    WHERE ${isOpen(membershipId, digest)} AND NOT ${isOver(now)})`;
  const proof = { holder: invitee, kind, isProven, refusal: "team_invalid_secret" } as const;
  const addTo = await prepareSignUp(context, proof);
  const draft = draftByProof(context, { address: address.value, askedId: invitee.askedId, holder: invitee, kind });
  const [actor, session, writeId] = [userActor(draft.row), newSession(sessionOf(address), now), crypto.randomUUID()];
  const accepted = isMarked(membershipId, writeId);
  const batch = db.batch();
  const created = addTo(batch, draft);
  batch.add(
    build
      .update(memberships)
      .set({
        userSeq: seqOf(created.self),
        words: JSON.stringify(wordsOfMembership(membershipId, draft.row.id)),
        confirm: true,
        joined: now,
        updatedAt: now,
        writeId,
      })
      .where(
        where(memberships)`${isOpen(membershipId, digest)} AND EXISTS (SELECT 1 FROM ${users} WHERE ${created.self})`,
      ),
  );
  batch.add(countMembers(accepted, 1));
  const membership = batch.add(selectMembership(membershipId, named));
  batch.add(appendLog(context, "membership.update", "membership", accepted, actor));
  const begun = insertSession(batch, context, session, created.self);
  batch.add(appendLog(context, "session.create", "user", hasBegun(session), actor, session.id));
  await batch.run();
  if (membership.row === undefined) throw new AppError("membership_not_found");
  await issueSession(context, begun, created.user.id);
  return toMembershipRow(membership.row);
}

/** The session of an accepted invitation. Its only factor is the proven address. */
const sessionOf = ({ type, value }: Address): SessionInput =>
  type === "email"
    ? { provider: "email", providerUid: value, factors: ["email"] }
    : { provider: "phone", providerUid: value, factors: ["phone"] };
