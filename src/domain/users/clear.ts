/**
 * Clears an account: an address that the account had not proven is proven by its owner, and nothing else in the account
 * is proven. The owner gets the account, and all earlier credentials are revoked (docs/decisions/0010-addresses.md).
 */
import { defaultHash } from "../../lib/passwords/registry.ts";
import { build, sql, type Where, where } from "../../lib/sql/index.ts";
import type { Batch } from "../../storage/batch.ts";
import { memberships, users } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import { type Actor, appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { endChallenges, removeRecoveryCodes, removeTotp } from "../mfa/index.ts";
import { endSessions } from "../sessions/index.ts";
import { removeAllDevices } from "../targets/index.ts";
import { endTokens } from "../tokens/index.ts";
import { type AddressKind, otherKind } from "./addresses.ts";
import { removeAddress } from "./remove-address.ts";

/** Columns reset when an account is cleared, as if it had never had a password. */
const cleared = {
  password: null,
  hash: defaultHash.hash,
  hashOptions: JSON.stringify(defaultHash.options),
  passwordUpdate: null,
  passwordHistory: sql`'[]'`,
  mfa: false,
  // The import described the previous holder of the account, so its record does not apply to the owner.
  imported: null,
  epoch: sql`${users.epoch} + 1`,
} as const;

/**
 * Removes every credential but the proven address: the password, the factors, JWTs, devices and the other address. A
 * new kind of credential must be added here; an account with an identity is never cleared, so there are none to remove.
 * @param proof the proven address, which stays
 */
export function clearAccount(
  batch: Batch,
  context: Context,
  self: Where<"users">,
  proof: AddressKind,
  actor: Actor,
): void {
  removeAddress(batch, context, self, otherKind[proof], cleared);
  // Pending invitations stay valid: they must have the epoch of their user.
  batch.add(
    build
      .update(memberships)
      .set({ epoch: sql`${memberships.epoch} + 1` })
      .where(where(memberships)`${memberships.userSeq} = ${seqOf(self)} AND ${memberships.confirm} = 0`),
  );
  batch.add(removeTotp(self));
  batch.add(removeRecoveryCodes(self));
  batch.add(endChallenges(self));
  batch.add(removeAllDevices(self));
  batch.add(appendLog(context, "address.clear", "user", self, actor));
}

/** Ends the sessions and tokens of an account that is cleared. @param except the id of the session to keep */
export function endClearedSessions(
  batch: Batch,
  context: Context,
  self: Where<"users">,
  actor: Actor,
  except?: string,
): void {
  endSessions(batch, context, self, except, actor);
  endTokens(batch, self);
}
