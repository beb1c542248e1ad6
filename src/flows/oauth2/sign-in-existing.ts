import { appendLog, userActor } from "../../domain/audit/index.ts";
import type { Context } from "../../domain/context/index.ts";
import { type Provided, sealIdentity, writeIdentity } from "../../domain/identities/index.ts";
import type { Flow } from "../../domain/oauth2-flows/index.ts";
import { endSession } from "../../domain/sessions/index.ts";
import { insertIdentityToken, newToken, noteOrigin } from "../../domain/tokens/index.ts";
import { adjustTotals, fillIn, isUser } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import type { Profile } from "../../lib/oauth2/provider.ts";
import { build, sql, where } from "../../lib/sql/index.ts";
import { users } from "../../storage/schema/index.ts";
import { prepareAlert, signIn } from "../sign-in/begin-session.ts";
import { type ProviderSignIn, refusals, sessionOf } from "./provider-sign-in.ts";
import type { Resolved } from "./resolve.ts";

/** Signs in somebody who is here. */
export async function signInExisting(
  context: Context,
  flow: Flow,
  profile: Profile,
  provided: Provided,
  { alert, identityId, isEmailFree, who: { found, still } }: Resolved & { readonly who: NonNullable<Resolved["who"]> },
): Promise<ProviderSignIn> {
  const { email, isEmailVerified, name } = profile;
  const { seq, user } = found;
  const actor = userActor(user);
  if (!user.status) throw new AppError("user_blocked");
  const identity = await sealIdentity(context, provided, email, identityId);
  const filled = fillIn(context, user, { email: isEmailFree ? email : null, isEmailVerified, name });
  const refusal = flow.linking === null ? "user_already_exists" : "user_session_not_found";

  if (flow.isToken) {
    const token = newToken(context, "oauth2");
    const self = where(users)`${isUser(seq)} AND ${still} AND ${users.status} = 1`;
    const batch = context.db.batch();
    writeIdentity(batch, context, identity, self, actor);
    noteOrigin(batch, context, token, insertIdentityToken(batch, context, token, self, identity.id));
    batch.add(appendLog(context, "tokens.create", "user", self, actor, token.id));
    batch.addAll(adjustTotals(self, filled.set));
    if (Object.keys(filled.set).length > 0) {
      batch.add(
        build
          .update(users)
          .set({ ...filled.set, updatedAt: context.now })
          .where(self),
      );
      batch.add(appendLog(context, "user.update", "user", self, actor));
    }
    filled.also(batch, self);
    const served = batch.add(sql`SELECT 1 FROM ${users} WHERE ${self}`);
    batch.refuse(refusals);
    await batch.run();
    if (served.row === undefined) throw new AppError(refusal);
    return { told: { userId: user.id, secret: token.secret }, session: null };
  }

  const { linking } = flow;
  const { value } = await signIn(context, {
    found,
    session: await sessionOf(context, provided),
    still,
    refusal,
    set: filled.set,
    alert: await prepareAlert(context, user, alert),
    also(batch, { isBegun, self }) {
      writeIdentity(batch, context, identity, self, actor);
      filled.also(batch, self);
      if (Object.keys(filled.set).length > 0) batch.add(appendLog(context, "user.update", "user", self, actor));
      // The browser has room for one session.
      if (linking !== null) endSession(batch, context, linking.sessionId, isBegun, actor);
      batch.refuse(refusals);
    },
  });
  return { told: {}, session: value };
}
