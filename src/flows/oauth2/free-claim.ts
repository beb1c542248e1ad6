import { userActor } from "../../domain/audit/index.ts";
import type { Context } from "../../domain/context/index.ts";
import type { Flow } from "../../domain/oauth2-flows/index.ts";
import {
  changeUser,
  endUnprovenSessions,
  isClaimedStill,
  revokeUnprovenAccess,
  verifiedBy,
} from "../../domain/users/index.ts";
import type { Profile } from "../../lib/oauth2/provider.ts";
import { and, not } from "../../lib/sql/index.ts";
import type { Resolved } from "./resolve.ts";

/**
 * Gives an account that somebody else may have claimed to the person whom the provider vouches for
 * (docs/decisions/0008-claimed-addresses.md): nothing of before lets anybody in. Who links in a session has come in already.
 * @returns whether there was one
 */
export async function freeClaim(
  context: Context,
  { linking }: Flow,
  { email, isEmailVerified }: Profile,
  { who }: Resolved,
) {
  if (who === null || linking !== null) return false;
  const { isClaimed, seq, user } = who.found;
  if (!isClaimed || !isEmailVerified || user.email !== email) return false;
  const actor = userActor(user);
  await changeUser(context, seq, {
    event: "verification.update",
    actor,
    set: verifiedBy.email,
    unless: [{ is: not(and(who.still, isClaimedStill(true))), refuse: "user_already_exists" }],
    before: (batch, self) => revokeUnprovenAccess(batch, context, self, "email", actor),
    after: (batch, self) => endUnprovenSessions(batch, context, self, actor),
  });
  return true;
}
