/**
 * Accounts that somebody has made with an address which may be a stranger's (docs/decisions/0008-claimed-addresses.md). Whoever
 * proves that the address is theirs gets the account, and nobody else keeps a way into it.
 */
import { type SQL, sql } from "drizzle-orm";
import { defaultHash } from "../../lib/passwords/registry.ts";
import { build, type Statement } from "../../storage/db.ts";
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
export const isClaimed: SQL = sql`(${users.claimed} = 1 AND ${users.emailVerification} = 0 AND ${users.phoneVerification} = 0)`;

/** Whether that is still as it was read. */
export const isClaimedStill = (wasClaimed: boolean): SQL => sql`${isClaimed} = ${wasClaimed}`;

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
 * Statements that leave of a claimed account nothing that would let whoever claimed it in again: no password, no identity, no factor,
 * no JWT, no device, and no other address, to which a code could be sent. Everything that is a way in belongs here.
 * @param proof the address that is proved, which stays
 */
export function clearClaim(context: Context, self: SQL, proof: Proof, actor: Actor): readonly Statement[] {
  const other = proof === "email" ? changeOfPhone(context, null) : changeOfEmail(context, null);
  return [
    ...other.before(self),
    ...removeWords("user", self, other.words),
    build
      .update(users)
      .set({ ...other.set, ...cleared, words: sql`json_patch(${users.words}, ${JSON.stringify(other.words)})` })
      .where(self),
    addWords("user", self),
    ...removeIdentities(self),
    removeTotp(self),
    removeRecoveryCodes(self),
    endChallenges(self),
    removeAllDevices(self),
    appendLog(context, "user.update", "user", self, actor),
  ];
}

/** Statements that end what a claimed account was used with. They return keys. @param except the id of a session that goes on */
export const endClaim = (self: SQL, except?: string): readonly Statement[] => [
  endSessions(self, except),
  endTokens(self),
];
