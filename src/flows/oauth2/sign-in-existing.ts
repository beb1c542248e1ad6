import { appendLog, userActor } from "../../domain/audit/index.ts";
import type { Context } from "../../domain/context/index.ts";
import { type ProviderGrant, sealIdentity, type SealedIdentity, writeIdentity } from "../../domain/identities/index.ts";
import { unlock } from "../../domain/limits/index.ts";
import type { PendingMessage } from "../../domain/messages/index.ts";
import type { Flow } from "../../domain/oauth2-flows/index.ts";
import { endSession } from "../../domain/sessions/index.ts";
import { insertIdentityToken, newToken } from "../../domain/tokens/index.ts";
import {
  adjustTotals,
  clearAccount,
  detachAddress,
  endClearedSessions,
  fillIn,
  isMarked,
  isUser,
  stillHolds,
} from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import type { ErrorType } from "../../errors/catalogue.ts";
import type { Profile } from "../../lib/oauth2/provider.ts";
import { build, type Where, where } from "../../lib/sql/index.ts";
import { findProvider } from "../../lib/oauth2/providers.ts";
import type { Batch } from "../../storage/batch.ts";
import { users } from "../../storage/schema/index.ts";
import { prepareDetachmentNotice, prepareIdentityNotice } from "../address-notices.ts";
import { prepareAlert, signIn } from "../sign-in/begin-session.ts";
import { planEmail } from "./email-plan.ts";
import { type ProviderSignIn, refusals, sessionOf } from "./provider-sign-in.ts";
import type { Existing, Resolved } from "./resolve.ts";

/** The writes of a sign-in besides the session or the token. */
interface Plan {
  readonly who: Existing;
  readonly identity: SealedIdentity;
  readonly filled: ReturnType<typeof fillIn>;
  /** Whether the user's row changes beyond marking the email that found it as verified. */
  readonly fillsIn: boolean;
  readonly isCleared: boolean;
  /** Adds the statements ahead of the change of the user's row. @param self picks the user, if the sign-in succeeds */
  readonly addDetachment: (batch: Batch, self: Where<"users">) => void;
  /** The notice about a new identity. */
  readonly notice: PendingMessage | null;
  readonly refusal: ErrorType;
}

/**
 * Signs in an existing user.
 * @throws AppError `user_blocked`, `user_already_exists` after a concurrent request, `user_session_not_found`
 */
export async function signInExisting(
  context: Context,
  flow: Flow,
  profile: Profile,
  grant: ProviderGrant,
  resolved: Resolved & { readonly who: Existing },
): Promise<ProviderSignIn> {
  const { found } = resolved.who;
  if (!found.user.status) throw new AppError("user_blocked");
  const plan = await planSignIn(context, flow, profile, grant, resolved);
  if (flow.isToken) return issueToken(context, plan);

  const { linking } = flow;
  const { filled, identity, notice, refusal, who } = plan;
  const actor = userActor(found.user);
  const { value } = await signIn(context, {
    found,
    session: await sessionOf(context, grant),
    still: who.still,
    refusal,
    set: filled.set,
    fillsIn: plan.fillsIn,
    ...(who.isByEmail && { proof: "email" }),
    alert: await prepareAlert(context, found.user, resolved.alert),
    ahead: (batch, { self }) => plan.addDetachment(batch, self),
    also(batch, { isBegun, self }) {
      writeIdentity(batch, context, identity, self, actor);
      filled.also(batch, self);
      notice?.enqueue(batch, self);
      // Replace the session that the browser already has.
      if (linking !== null) endSession(batch, context, isUser(linking.seq), linking.sessionId, isBegun, actor);
      batch.refuse(refusals);
    },
  });
  return { redirectParams: {}, session: value };
}

async function planSignIn(
  context: Context,
  { linking }: Flow,
  profile: Profile,
  grant: ProviderGrant,
  { holder, identityId, sender, who }: Resolved & { readonly who: Existing },
): Promise<Plan> {
  const { found, isByEmail } = who;
  const { isEmailVerified, name } = profile;
  const { email, from, still } = planEmail(who, holder, profile);
  const isCleared = isByEmail && found.holdings.email === "unproven";
  const notice = from === null ? null : await prepareDetachmentNotice(context, from, "email");
  const shouldNotify = identityId === null && !isCleared;
  const provider = findProvider(grant.provider)?.spelling ?? grant.provider;
  const filled = fillIn(context, found.user, { email, isEmailVerified, name });
  return {
    who: { ...who, still: where(users)`${who.still} AND ${still}` },
    identity: await sealIdentity(context, grant, profile, identityId),
    filled,
    fillsIn: Object.keys(filled.set).some((column) => !isByEmail || column !== "emailVerification"),
    isCleared,
    addDetachment(batch, self) {
      if (from === null) return;
      const isProven = where(users)`EXISTS (SELECT 1 FROM ${users} WHERE ${self})`;
      const detached = detachAddress(batch, context, from, "email", { actor: userActor(found.user), isProven });
      notice?.enqueue(batch, detached.self);
    },
    notice: shouldNotify ? await prepareIdentityNotice(context, found, provider, sender.rows) : null,
    refusal: linking === null ? "user_already_exists" : "user_session_not_found",
  };
}

/** Gives the user a token, with which the app begins the session. @throws AppError the plan's refusal */
async function issueToken(
  context: Context,
  { addDetachment, filled, fillsIn, identity, isCleared, notice, refusal, who: { found, isByEmail, still } }: Plan,
): Promise<ProviderSignIn> {
  const { holdings, seq, user } = found;
  const [actor, token, writeId] = [userActor(user), newToken(context, "oauth2"), crypto.randomUUID()];
  const self = isMarked(seq, writeId);
  const held = isByEmail ? stillHolds("email", user.email, holdings.email) : where(users)`1`;
  const batch = context.db.batch();
  const marked = batch.add(
    build
      .update(users)
      .set({ writeId })
      .where(where(users)`${isUser(seq)} AND ${still} AND ${held} AND ${users.status} = 1`)
      .returning({ id: users.id }),
  );
  if (isCleared) {
    clearAccount(batch, context, self, "email", actor);
    endClearedSessions(batch, context, self, actor);
  }
  // Any proof of the address ends the pause of the password (sign-in/begin-session.ts).
  if (isByEmail) batch.add(unlock(self));
  addDetachment(batch, self);
  batch.addAll(adjustTotals(self, filled.set));
  if (Object.keys(filled.set).length > 0) {
    batch.add(
      build
        .update(users)
        .set({ ...filled.set, updatedAt: context.now })
        .where(self),
    );
    // The log row of a cleared account implies that its email is proven.
    if (fillsIn || !isCleared) batch.add(appendLog(context, "user.update", "user", self, actor));
  }
  writeIdentity(batch, context, identity, self, actor);
  insertIdentityToken(batch, context, token, self, identity.id);
  batch.add(appendLog(context, "tokens.create", "user", self, actor, token.id));
  filled.also(batch, self);
  notice?.enqueue(batch, self);
  batch.refuse(refusals);
  await batch.run();
  if (marked.row === undefined) throw new AppError(refusal);
  return { redirectParams: { userId: user.id, secret: token.secret }, session: null };
}
