/**
 * Signs in whom a provider vouches for (docs/spec/oauth2-sign-in.md#users): finds or makes the user, keeps the
 * identity, hands over.
 */
import { type SQL, sql } from "drizzle-orm";
import { appendLog, userActor } from "../../domain/audit/index.ts";
import type { Context } from "../../domain/context/index.ts";
import { insertIdentity, type Provided, selectKnown, toKnown, updateIdentity } from "../../domain/identities/index.ts";
import type { Flow } from "../../domain/oauth2-clients/index.ts";
import {
  begunSession,
  endSession,
  hasBegun,
  hasSession,
  insertSession,
  type NewSession,
  sealTokens,
  seedSession,
  sessionTokens,
} from "../../domain/sessions/index.ts";
import { insertIdentityToken, noteOrigin, seedToken } from "../../domain/tokens/index.ts";
import {
  adjustTotals,
  changeUser,
  clearClaim,
  endClaim,
  fillIn,
  found,
  type FoundUser,
  insertUser,
  isClaimedStill,
  isUser,
  newUser,
  selectFound,
  verifiedBy,
} from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { generateId, uniqueId } from "../../lib/crypto/ids.ts";
import type { Profile } from "../../lib/oauth2/provider.ts";
import { refuseOn } from "../../storage/constraints.ts";
import { build, type Statement } from "../../storage/db.ts";
import type { Row } from "../../storage/row.ts";
import { identities, users } from "../../storage/schema/index.ts";
import { handOver, selectAlert, signIn, writeAlert } from "../sign-in/begin-session.ts";

/** What a sign-in with a provider begins. */
export async function sessionOf({ config, now }: Context, { provider, tokens, uid }: Provided): Promise<NewSession> {
  const id = generateId(now);
  const sealed = await sealTokens(config, sessionTokens, id, tokens);
  return { provider, providerUid: uid, factors: ["email", "oauth2"], provided: { id, tokens: sealed } };
}

/** Who it is that signs in: somebody who is here, as long as `still` holds of their row; or nobody yet. */
interface Resolved {
  readonly who: { readonly found: FoundUser; readonly still: SQL } | null;
  /** The id of their identity; null: they have none of this provider's user. */
  readonly identityId: string | null;
  /** Whether no other user has the email. */
  readonly isEmailFree: boolean;
  /** What `selectAlert` has read. */
  readonly alert: readonly Row[];
}

/** What a sign-in ends with. */
export interface Entrance {
  /** What the app is told: a token flow's `userId` and `secret`. */
  readonly told: Readonly<Record<string, string>>;
  /** What the session is presented with; null: a token flow begins none. */
  readonly session: string | null;
}

/**
 * Signs in.
 * @throws AppError `user_session_not_found`, `user_already_exists`, `general_bad_request`, `user_blocked`,
 *   `user_count_exceeded`
 */
export async function enter(
  context: Context,
  flow: Flow,
  profile: Profile,
  provided: Provided,
  isRetry = false,
): Promise<Entrance> {
  try {
    const resolved = await resolve(context, flow, profile, provided.provider);
    if (await freeClaim(context, flow, profile, resolved))
      return await enter(context, flow, profile, provided, isRetry);
    return resolved.who === null
      ? await enterAnew(context, flow, profile, provided)
      : await enterAs(context, flow, profile, provided, { ...resolved, who: resolved.who });
  } catch (error) {
    // Somebody was faster, perhaps the same person in another tab: then there is a user to sign in.
    const isRace = error instanceof AppError && error.type === "user_already_exists" && flow.linking === null;
    if (!isRace || isRetry) throw error;
    return enter(context, flow, profile, provided, true);
  }
}

async function resolve(context: Context, { linking }: Flow, profile: Profile, provider: string): Promise<Resolved> {
  const { email, isEmailVerified, uid } = profile;
  const known = sql`${identities.provider} = ${provider} AND ${identities.providerUid} = ${uid}`;
  const isLinking = linking === null ? sql`0` : hasSession(isUser(linking.seq), linking.sessionId, context.now);
  const [linkingRows, identityRows, knownRows, emailRows, alert] = await context.db.batch([
    selectFound(isLinking),
    selectKnown(provider, uid),
    selectFound(sql`${users.seq} = (SELECT ${identities.userSeq} FROM ${identities} WHERE ${known})`),
    selectFound(sql`${users.email} = ${email}`),
    selectAlert,
  ]);
  const identity = toKnown(identityRows);
  const identityId = identity?.id ?? null;
  const [byIdentity, byEmail] = [found(knownRows), found(emailRows)];
  const isFree = (who: FoundUser | null) => byEmail === null || byEmail.seq === who?.seq;

  if (linking !== null) {
    const who = found(linkingRows);
    if (who === null) throw new AppError("user_session_not_found");
    const isOthers = identity !== null && identity.userSeq !== who.seq;
    if (isOthers || !isFree(who)) throw new AppError("user_already_exists");
    return { who: { found: who, still: isLinking }, identityId, isEmailFree: true, alert };
  }
  if (byIdentity !== null) {
    const still = sql`EXISTS (SELECT 1 FROM ${identities} WHERE ${known} AND ${identities.userSeq} = ${users.seq})`;
    return { who: { found: byIdentity, still }, identityId, isEmailFree: isFree(byIdentity), alert };
  }
  if (byEmail === null) return { who: null, identityId, isEmailFree: true, alert };
  if (!isEmailVerified) throw new AppError("general_bad_request");
  const still = sql`${users.email} = ${email}`;
  return { who: { found: byEmail, still }, identityId, isEmailFree: true, alert };
}

/**
 * Gives an account that somebody else may have claimed to the person whom the provider vouches for
 * (docs/decisions/0008-claimed-addresses.md): nothing of before lets anybody in. Who links in a session has come in already.
 * @returns whether there was one
 */
async function freeClaim(context: Context, { linking }: Flow, { email, isEmailVerified }: Profile, { who }: Resolved) {
  if (who === null || linking !== null) return false;
  const { isClaimed, seq, user } = who.found;
  if (!isClaimed || !isEmailVerified || user.email !== email) return false;
  const actor = userActor(user);
  await changeUser(context, seq, {
    event: "verification.update",
    actor,
    set: verifiedBy.email,
    unless: [{ is: sql`NOT (${who.still} AND ${isClaimedStill(true)})`, refuse: "user_already_exists" }],
    before: (self) => clearClaim(context, self, "email", actor),
    ends: (self) => endClaim(self),
  });
  return true;
}

/** What a broken constraint means: somebody was faster. */
const refusals = { identities_provider_uid: "user_already_exists", users_email: "user_already_exists" } as const;

/** Signs up. */
async function enterAnew(context: Context, flow: Flow, profile: Profile, provided: Provided): Promise<Entrance> {
  const { now } = context;
  const { email, isEmailVerified, name } = profile;
  const { row, words } = newUser({ userId: uniqueId, email, phone: null, name, stored: null }, now);
  const actor = userActor(row);
  const identity = await insertIdentity(context, provided, email);
  const create = (also: (self: SQL) => readonly Statement[]) =>
    insertUser(
      context,
      {
        row: {
          ...row,
          emailVerification: isEmailVerified,
          claimed: email !== null && !isEmailVerified,
          accessedAt: now,
        },
        words,
      },
      {
        actor,
        refusals,
        also: (self) => [...identity.write(self), ...also(self)],
      },
    );
  if (flow.isToken) {
    const token = seedToken(context, "oauth2");
    await create((self) => [
      insertIdentityToken(context, token, self, identity.id),
      appendLog(context, "session.create", "user", self, actor),
    ]);
    noteOrigin(context, token);
    return { told: { userId: row.id, secret: token.secret }, session: null };
  }
  const seed = seedSession(await sessionOf(context, provided), now);
  const { rows, user } = await create((self) => [
    insertSession(context, seed, self),
    appendLog(context, "session.create", "user", hasBegun(seed), actor),
  ]);
  const { value } = await handOver(context, seed, user.id, expireOf(rows.at(-2)));
  return { told: {}, session: value };
}

function expireOf([row]: readonly Row[] = []): number {
  if (row === undefined) throw new AppError("general_unknown");
  return begunSession.read(row).expire;
}

/** Signs in somebody who is here. */
async function enterAs(
  context: Context,
  flow: Flow,
  profile: Profile,
  provided: Provided,
  { alert, identityId, isEmailFree, who: { found, still } }: Resolved & { readonly who: NonNullable<Resolved["who"]> },
): Promise<Entrance> {
  const { email, isEmailVerified, name } = profile;
  const { seq, user } = found;
  if (!user.status) throw new AppError("user_blocked");
  const identity =
    identityId === null
      ? await insertIdentity(context, provided, email)
      : await updateIdentity(context, identityId, provided, email);
  const filled = fillIn(context, user, { email: isEmailFree ? email : null, isEmailVerified, name });
  const also = (self: SQL): readonly Statement[] => [...identity.write(self), ...filled.also(self)];
  const refusal = flow.linking === null ? "user_already_exists" : "user_session_not_found";

  if (flow.isToken) {
    const token = seedToken(context, "oauth2");
    const self = sql`${isUser(seq)} AND ${still} AND ${users.status} = 1`;
    const results = await refuseOn(
      refusals,
      context.db.batch([
        ...identity.write(self),
        insertIdentityToken(context, token, self, identity.id),
        appendLog(context, "session.create", "user", self, userActor(user)),
        ...adjustTotals(self, filled.set),
        ...(Object.keys(filled.set).length === 0
          ? []
          : [
              build
                .update(users)
                .set({ ...filled.set, updatedAt: context.now })
                .where(self),
            ]),
        ...filled.also(self),
        sql`SELECT ${users.status} AS "status" FROM ${users} WHERE ${self}`,
      ]),
    );
    if (results.at(-1)?.length !== 1) throw new AppError(refusal);
    noteOrigin(context, token);
    return { told: { userId: user.id, secret: token.secret }, session: null };
  }

  const { linking } = flow;
  const { value } = await refuseOn(
    refusals,
    signIn(context, {
      found,
      session: await sessionOf(context, provided),
      still,
      refusal,
      set: filled.set,
      also,
      alert: await writeAlert(context, user, alert),
      // The browser has room for one session.
      ...(linking !== null && { spends: (isBegun) => endSession(linking.sessionId, isBegun) }),
    }),
  );
  return { told: {}, session: value };
}
