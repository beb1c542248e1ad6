/** Writes identities: what a provider gave for a sign-in, sealed for its row (lib/crypto/box.ts). */
import { type SQL, sql } from "drizzle-orm";
import { AppError } from "../../errors/app-error.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import type { ProviderTokens } from "../../models/session.ts";
import type { Batch } from "../../storage/batch.ts";
import { build, type Statement } from "../../storage/db.ts";
import { seqOf } from "../../storage/owner.ts";
import { text } from "../../storage/row.ts";
import { identities, users, userTotals } from "../../storage/schema/index.ts";
import { identityAccessToken, identityRefreshToken } from "../../storage/sealed.ts";
import type { Context, SealedTokens } from "../context/index.ts";
import { openTokens, sealTokens, type TokenColumns, toSealedTokens } from "../sessions/index.ts";

/** Who signed in, and what the provider gave for it. */
export interface Provided {
  readonly provider: string;
  readonly uid: string;
  readonly tokens: ProviderTokens;
}

/** Where identities have what a provider gave. */
export const identityTokens: TokenColumns = { access: identityAccessToken, refresh: identityRefreshToken };

/** The identity of an id. */
export const isIdentity = (id: string): SQL =>
  sql`lower(${identities.id}) = ${id.toLowerCase()} AND ${identities.id} = ${id}`;

/** A statement that counts identities in (1), or out (-1): then ahead of their deletion. @param which picks them */
export const countIdentities = (which: SQL, by: 1 | -1): Statement => {
  const picked = sql`FROM ${identities} WHERE ${which}`;
  return build
    .update(userTotals)
    .set({ identities: sql`${userTotals.identities} + ${by} * (SELECT count(*) ${picked})` })
    .where(sql`EXISTS (SELECT 1 ${picked})`);
};

/** A query for the identity of a provider's user: its id, and `users.seq` of whose it is. */
export const selectKnown = (provider: string, uid: string): SQL =>
  sql`SELECT ${identities.id} AS "id", ${identities.userSeq} AS "userSeq" FROM ${identities}
    WHERE ${identities.provider} = ${provider} AND ${identities.providerUid} = ${uid}`;

/** What a provider gave for a sign-in, sealed for the identity that will have it. */
export interface SealedIdentity extends Omit<Provided, "tokens"> {
  readonly id: string;
  /** Whether the identity is still to be made. */
  readonly isNew: boolean;
  readonly email: string | null;
  readonly tokens: SealedTokens;
}

/** @param id of an identity that is there; null: a new one */
export async function sealIdentity(
  { config, now }: Context,
  { provider, tokens, uid }: Provided,
  email: string | null,
  id: string | null,
): Promise<SealedIdentity> {
  const own = id ?? generateId(now);
  const sealed = await sealTokens(config, identityTokens, own, tokens);
  return { id: own, isNew: id === null, provider, uid, email, tokens: sealed };
}

/**
 * Writes an identity of the user that `self` picks. One that is there gets what the provider gave this time; a refresh token that
 * did not come again stays good. The batch breaks `identities_provider_uid` where somebody was faster with a new one.
 */
export function writeIdentity(
  batch: Batch,
  { now }: Context,
  { email, id, isNew, provider, tokens, uid }: SealedIdentity,
  self: SQL,
): void {
  const { accessToken, accessTokenExpiry, refreshToken } = tokens;
  if (isNew) {
    batch.add(
      build.insert(identities).select(
        sql`SELECT NULL, ${id}, ${now}, ${now}, ${users.seq}, ${users.id}, ${provider}, ${uid}, ${email},
          ${accessToken}, ${refreshToken}, ${accessTokenExpiry} FROM ${users} WHERE ${self}`,
      ),
    );
    batch.add(countIdentities(isIdentity(id), 1));
    return;
  }
  batch.add(
    build
      .update(identities)
      .set({
        updatedAt: now,
        providerEmail: email,
        providerAccessToken: accessToken,
        providerAccessTokenExpiry: accessTokenExpiry,
        ...(refreshToken !== null && { providerRefreshToken: refreshToken }),
      })
      .where(sql`${isIdentity(id)} AND ${identities.userSeq} = ${seqOf(self)}`),
  );
}

/**
 * What the provider gave last for an identity.
 * @param seq of it; null: it was deleted before anything could be given for it
 * @throws AppError `user_invalid_token` where it has been deleted
 */
export async function readProvided({ config, db }: Context, seq: number | null): Promise<Provided> {
  const { row } =
    await db.run(sql`SELECT ${identities.id} AS "id", ${identities.provider} AS "provider", ${identities.providerUid} AS "uid",
      ${identities.providerAccessToken} AS "providerAccessToken",
      ${identities.providerRefreshToken} AS "providerRefreshToken",
      ${identities.providerAccessTokenExpiry} AS "providerAccessTokenExpiry"
      FROM ${identities} WHERE ${identities.seq} = ${seq}`);
  const sealed = row === undefined ? null : toSealedTokens(row);
  if (row === undefined || sealed === null) throw new AppError("user_invalid_token");
  const tokens = await openTokens(config, identityTokens, text(row, "id"), sealed);
  return { provider: text(row, "provider"), uid: text(row, "uid"), tokens };
}
