/** The statements that read and write memberships. */
import { insertFrom, type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import { memberships, users } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { wordsOfMembership } from "../search/index.ts";
import type { View } from "./columns.ts";

/** The membership of an id. */
export const isMembership = (membershipId: string): Where<"memberships"> =>
  where(memberships)`lower(${memberships.id}) = ${membershipId.toLowerCase()} AND ${memberships.id} = ${membershipId}`;

/** The membership, if the batch with this mark wrote it. Later statements of the batch use it as their condition. */
export const isMarked = (membershipId: string, writeId: string): Where<"memberships"> =>
  where(memberships)`${isMembership(membershipId)} AND ${memberships.writeId} = ${writeId}`;

/** A query for a membership. */
export const selectMembership = (membershipId: string, view: View): SQL =>
  sql`SELECT ${view.columns} FROM ${memberships} WHERE ${isMembership(membershipId)}`;

/** A membership that is about to be written. */
export interface NewMembership {
  readonly id: string;
  readonly userId: string;
  readonly roles: readonly string[];
  /** The digest of the invitation's secret; null: the member joins at once. */
  readonly digest: string | null;
  /** The invitee's id in the invitation; null: the user's own id. */
  readonly askedId: string | null;
  readonly writeId: string;
}

/**
 * A statement that writes a membership of the user that `who` picks, if any.
 * @param teamSeq the `seq` of the team; NULL fails the batch
 */
export function insertMembership({ now }: Context, seed: NewMembership, teamSeq: SQL, who: Where<"users">) {
  const { askedId, digest, id, roles, userId, writeId } = seed;
  const isIn = digest === null;
  return insertFrom(
    memberships,
    {
      id,
      createdAt: now,
      updatedAt: now,
      teamSeq,
      userSeq: users.seq,
      roles: JSON.stringify(roles),
      invited: now,
      joined: isIn ? now : null,
      confirm: isIn,
      digest,
      askedId,
      epoch: isIn ? null : users.epoch,
      words: JSON.stringify(wordsOfMembership(id, userId)),
      writeId,
    },
    sql`FROM ${users} WHERE ${who}`,
  );
}
