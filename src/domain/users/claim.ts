/**
 * Accounts that somebody has made with an address which may be a stranger's (docs/decisions/0008-claimed-addresses.md). Whoever
 * proves that the address is theirs gets the account, and nobody else keeps a way into it.
 */
import { defaultHash } from "../../lib/passwords/registry.ts";
import { build, sql, type Where, where } from "../../lib/sql/index.ts";
import type { Batch } from "../../storage/batch.ts";
import { users } from "../../storage/schema/index.ts";
import { type Actor, appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { removeIdentities } from "../identities/index.ts";
import { endChallenges, removeRecoveryCodes, removeTotp } from "../mfa/index.ts";
import { addWords, removeWords } from "../search/index.ts";
import { endSessions } from "../sessions/index.ts";
import { removeAllDevices } from "../targets/index.ts";
import { endTokens } from "../tokens/index.ts";
import { changeOfEmail, changeOfPhone } from "./changes.ts";

/** An address that somebody has shown to be theirs. */
export type Proof = "email" | "phone";

/** The columns of a user that change with a proof. */
export const verifiedBy = {
  email: { emailVerification: true },
  phone: { phoneVerification: true },
} as const;

/** Whether a row of users, which the query is about, has addresses that its user has given, and nobody has proved one. */
export const isClaimed: Where<"users"> = where(
  users,
)`(${users.claimed} = 1 AND ${users.emailVerification} = 0 AND ${users.phoneVerification} = 0)`;

/** Whether that is still as it was read. */
export const isClaimedStill = (wasClaimed: boolean): Where<"users"> => where(users)`${isClaimed} = ${wasClaimed}`;

/** What goes of the user's row: it is then as if there had never been a password. */
const cleared = {
  password: null,
  hash: defaultHash.hash,
  hashOptions: JSON.stringify(defaultHash.options),
  passwordUpdate: null,
  passwordHistory: "[]",
  mfa: false,
  claimed: false,
  epoch: sql`${users.epoch} + 1`,
};

/**
 * Leaves of a claimed account nothing that would let whoever claimed it in again: no password, no identity, no factor, no JWT, no
 * device, and no other address, to which a code could be sent. Everything that is a way in belongs here.
 * @param proof the address that is proved, which stays
 */
export function revokeUnprovenAccess(
  batch: Batch,
  context: Context,
  self: Where<"users">,
  proof: Proof,
  actor: Actor,
): void {
  const other = proof === "email" ? changeOfPhone(context, null) : changeOfEmail(context, null);
  other.before(batch, self);
  batch.addAll(removeWords("user", self, other.words));
  batch.add(
    build
      .update(users)
      .set({ ...other.set, ...cleared, words: sql`json_patch(${users.words}, ${JSON.stringify(other.words)})` })
      .where(self),
  );
  batch.add(addWords("user", self));
  batch.addAll(removeIdentities(self));
  batch.add(removeTotp(self));
  batch.add(removeRecoveryCodes(self));
  batch.add(endChallenges(self));
  batch.add(removeAllDevices(self));
  batch.add(appendLog(context, "user.update", "user", self, actor));
}

/** Ends what a claimed account was used with. @param except the id of a session that goes on */
export function endUnprovenSessions(
  batch: Batch,
  context: Context,
  self: Where<"users">,
  actor: Actor,
  except?: string,
): void {
  endSessions(batch, context, self, except, actor);
  endTokens(batch, context, self);
}
