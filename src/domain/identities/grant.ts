/** Writes identities: the provider's tokens of a sign-in, sealed for their row (lib/crypto/box.ts). */
import { AppError } from "../../errors/app-error.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import { build, insertFrom, type SQL, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
import type { ProviderTokens } from "../../models/session.ts";
import type { Batch, Handle } from "../../storage/batch.ts";
import { integer, reader, text } from "../../storage/reader.ts";
import { identities, users, userTotals } from "../../storage/schema/index.ts";
import { identityAccessToken, identityRefreshToken } from "../../storage/sealed.ts";
import { seqOf } from "../../storage/user-key.ts";
import { type Actor, appendLog } from "../audit/index.ts";
import type { Context, SealedTokens } from "../context/index.ts";
import { openTokens, sealedTokensOf, sealTokens, type TokenColumns } from "../sessions/index.ts";

/** The provider's account that signed in, and the tokens that the provider gave. */
export interface ProviderGrant {
  readonly provider: string;
  readonly uid: string;
  readonly tokens: ProviderTokens;
}

/** The columns of identities with the provider's tokens. */
export const identityTokens: TokenColumns = { access: identityAccessToken, refresh: identityRefreshToken };

/** Reads the provider's tokens from a row of identities, still sealed. */
export const sealedIdentity = sealedTokensOf(identities);

/** The identity of an id. */
export const isIdentity = (id: string): Where<"identities"> =>
  where(identities)`lower(${identities.id}) = ${id.toLowerCase()} AND ${identities.id} = ${id}`;

/** A statement that adds identities to the total (1), or subtracts them ahead of their deletion (-1). @param which picks them */
export const countIdentities = (which: Where<"identities">, by: 1 | -1): Statement => {
  const picked = sql`FROM ${identities} WHERE ${which}`;
  return build
    .update(userTotals)
    .set({ identities: sql`${userTotals.identities} + ${by} * (SELECT count(*) ${picked})` })
    .where(sql`EXISTS (SELECT 1 ${picked})`);
};

const known = reader({ id: text(identities.id), userSeq: integer(identities.userSeq) });

/** A query for the identity of a provider's user. */
export const selectKnown = (provider: string, uid: string): SQL =>
  sql`SELECT ${known.columns} FROM ${identities}
    WHERE ${identities.provider} = ${provider} AND ${identities.providerUid} = ${uid}`;

/** The id of the identity that `selectKnown` has read, and `users.seq` of its user; null: there is none. */
export const toKnown = ({ row }: Handle) => (row === undefined ? null : known.read(row));

/** A provider's account and tokens, sealed for the identity that will keep them. */
export interface SealedIdentity extends Omit<ProviderGrant, "tokens"> {
  readonly id: string;
  /** Whether the identity is still to be made. */
  readonly isNew: boolean;
  readonly email: string | null;
  readonly isEmailVerified: boolean;
  readonly tokens: SealedTokens;
}

/**
 * @param profile the provider's email, and whether it vouches for it: a sign-in writes both
 * @param id of an existing identity; null: a new one
 */
export async function sealIdentity(
  { config, now }: Context,
  { provider, tokens, uid }: ProviderGrant,
  { email, isEmailVerified }: Pick<SealedIdentity, "email" | "isEmailVerified">,
  id: string | null,
): Promise<SealedIdentity> {
  const own = id ?? generateId(now);
  const sealed = await sealTokens(config, identityTokens, own, tokens);
  return { id: own, isNew: id === null, provider, uid, email, isEmailVerified, tokens: sealed };
}

/**
 * Writes an identity of the user that `self` picks. An existing one gets the provider's new tokens; it keeps its
 * refresh token if the provider gave no new one. The batch breaks `identities_provider_uid` if a concurrent request
 * created the identity first.
 */
export function writeIdentity(
  batch: Batch,
  context: Context,
  { email, id, isEmailVerified, isNew, provider, tokens, uid }: SealedIdentity,
  self: Where<"users">,
  actor: Actor,
): void {
  const { now } = context;
  const { accessToken, accessTokenExpiry, refreshToken } = tokens;
  if (isNew) {
    batch.add(
      insertFrom(
        identities,
        {
          id,
          createdAt: now,
          updatedAt: now,
          userSeq: users.seq,
          userId: users.id,
          provider,
          providerUid: uid,
          providerEmail: email,
          providerEmailVerified: isEmailVerified,
          providerAccessToken: accessToken,
          providerRefreshToken: refreshToken,
          providerAccessTokenExpiry: accessTokenExpiry,
        },
        sql`FROM ${users} WHERE ${self}`,
      ),
    );
    batch.add(countIdentities(isIdentity(id), 1));
    batch.add(appendLog(context, "identity.create", "identity", isIdentity(id), actor));
    return;
  }
  batch.add(
    build
      .update(identities)
      .set({
        updatedAt: now,
        providerEmail: email,
        providerEmailVerified: isEmailVerified,
        providerAccessToken: accessToken,
        providerAccessTokenExpiry: accessTokenExpiry,
        ...(refreshToken !== null && { providerRefreshToken: refreshToken }),
      })
      .where(sql`${isIdentity(id)} AND ${identities.userSeq} = ${seqOf(self)}`),
  );
}

const given = reader({
  id: text(identities.id),
  provider: text(identities.provider),
  uid: text(identities.providerUid),
});

/**
 * Returns the provider's latest tokens of an identity.
 * @param seq the identity's; null: none
 * @throws AppError `user_invalid_token` if there is no such identity, or it has no tokens
 */
export async function unsealGrant({ config, db }: Context, seq: number | null): Promise<ProviderGrant> {
  const { row } = await db.run(
    sql`SELECT ${given.columns}, ${sealedIdentity.columns} FROM ${identities} WHERE ${identities.seq} = ${seq}`,
  );
  const sealed = row === undefined ? null : sealedIdentity.read(row);
  if (row === undefined || sealed === null) throw new AppError("user_invalid_token");
  const { id, provider, uid } = given.read(row);
  return { provider, uid, tokens: await openTokens(config, identityTokens, id, sealed) };
}
