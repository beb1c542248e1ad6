import { appendLog, userActor } from "../../domain/audit/index.ts";
import type { Context } from "../../domain/context/index.ts";
import { type ProviderGrant, sealIdentity, writeIdentity } from "../../domain/identities/index.ts";
import type { Flow } from "../../domain/oauth2-flows/index.ts";
import { hasBegun, insertSession, newSession } from "../../domain/sessions/index.ts";
import { insertIdentityToken, newToken } from "../../domain/tokens/index.ts";
import { type AccountRecord, insertUser, newUser } from "../../domain/users/index.ts";
import { uniqueId } from "../../lib/crypto/ids.ts";
import { where } from "../../lib/sql/index.ts";
import type { Profile } from "../../lib/oauth2/provider.ts";
import { users } from "../../storage/schema/index.ts";
import { issueSession } from "../sign-in/begin-session.ts";
import { type DetachingProof, prepareSignUp } from "../sign-up-by-proof.ts";
import { type ProviderSignIn, refusals, sessionOf } from "./provider-sign-in.ts";

/**
 * Signs up. The email is detached from an account that has only typed it, if the provider vouches for it; an email that
 * it does not vouch for goes to the new account only where no account holds it.
 * @param holder the account that holds the email; null: none
 * @throws AppError `user_already_exists` after a concurrent request, `user_count_exceeded`
 */
export async function signUpWithProvider(
  context: Context,
  flow: Flow,
  profile: Profile,
  grant: ProviderGrant,
  holder: AccountRecord | null,
): Promise<ProviderSignIn> {
  const { now } = context;
  const { isEmailVerified, name } = profile;
  const email = holder === null || isEmailVerified ? profile.email : null;
  const draft = newUser({ userId: uniqueId, email, phone: null, name, stored: null }, now);
  const row = {
    ...draft.row,
    emailVerification: isEmailVerified,
    emailVouched: false,
    accessedAt: now,
  };
  const actor = userActor(row);
  const identity = await sealIdentity(context, grant, profile, null);
  const session = flow.isToken ? null : newSession(await sessionOf(context, grant), now);
  const addTo = holder === null || email === null ? null : await prepareSignUp(context, proofOf(holder));
  const batch = context.db.batch();
  const created =
    addTo === null ? insertUser(batch, context, { ...draft, row }, { actor }) : addTo(batch, { ...draft, row });
  const { self } = created;
  writeIdentity(batch, context, identity, self, actor);
  batch.refuse(refusals);
  if (session === null) {
    const token = newToken(context, "oauth2");
    insertIdentityToken(batch, context, token, self, identity.id);
    batch.add(appendLog(context, "tokens.create", "user", self, actor, token.id));
    await batch.run();
    return { redirectParams: { userId: created.user.id, secret: token.secret }, session: null };
  }
  const begun = insertSession(batch, context, session, self);
  batch.add(appendLog(context, "session.create", "user", hasBegun(session), actor, session.id));
  await batch.run();
  const { value } = await issueSession(context, begun, created.user.id);
  return { redirectParams: {}, session: value };
}

/** The proof is the provider's. It also counts if the holder is blocked, because the email is not the holder's. */
const proofOf = (holder: AccountRecord): DetachingProof => ({
  holder,
  kind: "email",
  isProven: where(users)`1`,
  refusal: "user_already_exists",
});
