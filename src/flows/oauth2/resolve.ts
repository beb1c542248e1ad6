/**
 * Resolves the user of a sign-in with a provider: the user of a session, an identity or a proven address, or a new one.
 */
import type { Context } from "../../domain/context/index.ts";
import { selectKnown, toKnown } from "../../domain/identities/index.ts";
import { selectTransport } from "../../domain/messages/index.ts";
import type { Flow } from "../../domain/oauth2-flows/index.ts";
import { hasSession } from "../../domain/sessions/index.ts";
import { readAccount, type AccountRecord, isUser, selectAccount } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import type { Profile } from "../../lib/oauth2/provider.ts";
import { sql, type Where, where } from "../../lib/sql/index.ts";
import type { Handle } from "../../storage/batch.ts";
import { identities, users } from "../../storage/schema/index.ts";
import { selectAlert } from "../sign-in/begin-session.ts";

/** An existing user, as long as `still` holds for their row. */
export interface Existing {
  readonly found: AccountRecord;
  readonly still: Where<"users">;
  /** Whether the user was found only by the email that the provider vouches for. */
  readonly isByEmail: boolean;
}

export interface Resolved {
  /** The existing user who signs in; null: a new account. */
  readonly who: Existing | null;
  /** The id of the identity; null: it is new. */
  readonly identityId: string | null;
  /** The account that holds the email; null: none. */
  readonly holder: AccountRecord | null;
  /** The result of `selectAlert`. */
  readonly alert: Handle;
  /** The result of `selectTransport` for emails. */
  readonly sender: Handle;
}

/** @throws AppError `user_session_not_found`, `user_already_exists` where the identity is another user's */
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
  const inSession = batch.add(selectAccount(isLinking));
  const withUid = batch.add(selectKnown(provider, uid));
  const withIdentity = batch.add(
    selectAccount(where(users)`${users.seq} = (SELECT ${identities.userSeq} FROM ${identities} WHERE ${known})`),
  );
  const withEmail = batch.add(selectAccount(where(users)`${users.email} = ${email}`));
  const alert = batch.add(selectAlert);
  const sender = batch.add(selectTransport("email"));
  await batch.run();
  const identity = toKnown(withUid);
  const [byIdentity, holder] = [readAccount(withIdentity), readAccount(withEmail)];
  const rest = { identityId: identity?.id ?? null, holder, alert, sender };

  if (linking !== null) {
    const who = readAccount(inSession);
    if (who === null) throw new AppError("user_session_not_found");
    const isOthers = identity !== null && identity.userSeq !== who.seq;
    if (isOthers) throw new AppError("user_already_exists");
    return { who: { found: who, still: isLinking, isByEmail: false }, ...rest };
  }
  if (byIdentity !== null) {
    const still = where(
      users,
    )`EXISTS (SELECT 1 FROM ${identities} WHERE ${known} AND ${identities.userSeq} = ${users.seq})`;
    return { who: { found: byIdentity, still, isByEmail: false }, ...rest };
  }
  const isTheirs = holder !== null && isEmailVerified && holder.holdings.email !== "anchored";
  if (!isTheirs) return { who: null, ...rest };
  return { who: { found: holder, still: where(users)`${users.email} = ${email}`, isByEmail: true }, ...rest };
}
