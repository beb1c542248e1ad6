import { appendLog, userActor } from "../../domain/audit/index.ts";
import type { Context } from "../../domain/context/index.ts";
import { type Provided, sealIdentity, writeIdentity } from "../../domain/identities/index.ts";
import type { Flow } from "../../domain/oauth2-flows/index.ts";
import { hasBegun, insertSession, newSession } from "../../domain/sessions/index.ts";
import { insertIdentityToken, newToken, noteOrigin } from "../../domain/tokens/index.ts";
import { insertUser, newUser } from "../../domain/users/index.ts";
import { uniqueId } from "../../lib/crypto/ids.ts";
import type { Profile } from "../../lib/oauth2/provider.ts";
import { issueSession } from "../sign-in/begin-session.ts";
import { type ProviderSignIn, refusals, sessionOf } from "./provider-sign-in.ts";

/** Signs up. */
export async function signUpWithProvider(
  context: Context,
  flow: Flow,
  profile: Profile,
  provided: Provided,
): Promise<ProviderSignIn> {
  const { now } = context;
  const { email, isEmailVerified, name } = profile;
  const draft = newUser({ userId: uniqueId, email, phone: null, name, stored: null }, now);
  const row = {
    ...draft.row,
    emailVerification: isEmailVerified,
    claimed: email !== null && !isEmailVerified,
    accessedAt: now,
  };
  const actor = userActor(row);
  const identity = await sealIdentity(context, provided, email, null);
  const session = flow.isToken ? null : newSession(await sessionOf(context, provided), now);
  const batch = context.db.batch();
  const created = insertUser(batch, context, { ...draft, row }, { actor });
  const { self } = created;
  writeIdentity(batch, context, identity, self, actor);
  batch.refuse(refusals);
  if (session === null) {
    const token = newToken(context, "oauth2");
    noteOrigin(batch, context, token, insertIdentityToken(batch, context, token, self, identity.id));
    batch.add(appendLog(context, "tokens.create", "user", self, actor, token.id));
    await batch.run();
    return { told: { userId: created.user.id, secret: token.secret }, session: null };
  }
  const begun = insertSession(batch, context, session, self);
  batch.add(appendLog(context, "session.create", "user", hasBegun(session), actor, session.id));
  await batch.run();
  const { value } = await issueSession(context, begun, created.user.id);
  return { told: {}, session: value };
}
