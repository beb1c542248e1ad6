/** Resolves who it is that a provider vouches for: the user of a session, of an identity, of an email, or nobody yet. */
import type { Context } from "../../domain/context/index.ts";
import { selectKnown, toKnown } from "../../domain/identities/index.ts";
import type { Flow } from "../../domain/oauth2-flows/index.ts";
import { hasSession } from "../../domain/sessions/index.ts";
import { found, type FoundUser, isUser, selectFound } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import type { Profile } from "../../lib/oauth2/provider.ts";
import { sql, type Where, where } from "../../lib/sql/index.ts";
import type { Handle } from "../../storage/batch.ts";
import { identities, users } from "../../storage/schema/index.ts";
import { selectAlert } from "../sign-in/begin-session.ts";

/** Who it is that signs in: somebody who is here, as long as `still` holds of their row; or nobody yet. */
export interface Resolved {
  readonly who: { readonly found: FoundUser; readonly still: Where<"users"> } | null;
  /** The id of their identity; null: they have none of this provider's user. */
  readonly identityId: string | null;
  /** Whether no other user has the email. */
  readonly isEmailFree: boolean;
  /** What `selectAlert` has read. */
  readonly alert: Handle;
}

export async function resolve(
  context: Context,
  { linking }: Flow,
  profile: Profile,
  provider: string,
): Promise<Resolved> {
  const { email, isEmailVerified, uid } = profile;
  const known = sql`${identities.provider} = ${provider} AND ${identities.providerUid} = ${uid}`;
  const isLinking =
    linking === null ? where(users)`0` : hasSession(isUser(linking.seq), linking.sessionId, context.now);
  const batch = context.db.batch();
  const inSession = batch.add(selectFound(isLinking));
  const withUid = batch.add(selectKnown(provider, uid));
  const withIdentity = batch.add(
    selectFound(where(users)`${users.seq} = (SELECT ${identities.userSeq} FROM ${identities} WHERE ${known})`),
  );
  const withEmail = batch.add(selectFound(where(users)`${users.email} = ${email}`));
  const alert = batch.add(selectAlert);
  await batch.run();
  const identity = toKnown(withUid);
  const identityId = identity?.id ?? null;
  const [byIdentity, byEmail] = [found(withIdentity), found(withEmail)];
  const isFree = (who: FoundUser | null) => byEmail === null || byEmail.seq === who?.seq;

  if (linking !== null) {
    const who = found(inSession);
    if (who === null) throw new AppError("user_session_not_found");
    const isOthers = identity !== null && identity.userSeq !== who.seq;
    if (isOthers) throw new AppError("user_already_exists");
    return { who: { found: who, still: isLinking }, identityId, isEmailFree: isFree(who), alert };
  }
  if (byIdentity !== null) {
    const still = where(
      users,
    )`EXISTS (SELECT 1 FROM ${identities} WHERE ${known} AND ${identities.userSeq} = ${users.seq})`;
    return { who: { found: byIdentity, still }, identityId, isEmailFree: isFree(byIdentity), alert };
  }
  if (byEmail === null) return { who: null, identityId, isEmailFree: true, alert };
  if (!isEmailVerified) throw new AppError("general_bad_request");
  const still = where(users)`${users.email} = ${email}`;
  return { who: { found: byEmail, still }, identityId, isEmailFree: true, alert };
}
