/** Writes identities: what a provider gave for a sign-in, sealed for its row (lib/crypto/box.ts). */
import { type SQL, sql } from "drizzle-orm";
import { AppError } from "../../errors/app-error.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import type { ProviderTokens } from "../../models/session.ts";
import { build, type Statement } from "../../storage/db.ts";
import { insertFrom } from "../../storage/insert.ts";
import { integer, reader, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { identities, users, userTotals } from "../../storage/schema/index.ts";
import { identityAccessToken, identityRefreshToken } from "../../storage/sealed.ts";
import { seqOf } from "../../storage/user-key.ts";
import type { Context } from "../context/index.ts";
import { openTokens, sealedTokensOf, sealTokens, type TokenColumns } from "../sessions/index.ts";

/** Who signed in, and what the provider gave for it. */
export interface Provided {
  readonly provider: string;
  readonly uid: string;
  readonly tokens: ProviderTokens;
}

/** Where identities have what a provider gave. */
export const identityTokens: TokenColumns = { access: identityAccessToken, refresh: identityRefreshToken };

/** Reads what a provider gave from a row of identities, still sealed. */
export const sealedIdentity = sealedTokensOf(identities);

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

const known = reader({ id: text(identities.id), userSeq: integer(identities.userSeq) });

/** A query for the identity of a provider's user. */
export const selectKnown = (provider: string, uid: string): SQL =>
  sql`SELECT ${known.columns} FROM ${identities}
    WHERE ${identities.provider} = ${provider} AND ${identities.providerUid} = ${uid}`;

/** The id of the identity that `selectKnown` has read, and `users.seq` of its user; null: there is none. */
export const toKnown = ([row]: readonly Row[]) => (row === undefined ? null : known.read(row));

/** What is written of an identity. */
interface Written {
  readonly id: string;
  /** The statements, for the user that `self` picks. They break `identities_provider_uid` where somebody was faster. */
  readonly write: (self: SQL) => readonly Statement[];
}

/** A new identity. */
export async function insertIdentity(
  { config, now }: Context,
  { provider, tokens, uid }: Provided,
  email: string | null,
): Promise<Written> {
  const id = generateId(now);
  const { accessToken, accessTokenExpiry, refreshToken } = await sealTokens(config, identityTokens, id, tokens);
  return {
    id,
    write: (self) => [
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
          providerAccessToken: accessToken,
          providerRefreshToken: refreshToken,
          providerAccessTokenExpiry: accessTokenExpiry,
        },
        sql`FROM ${users} WHERE ${self}`,
      ),
      countIdentities(isIdentity(id), 1),
    ],
  };
}

/** An identity that is there: it gets what the provider gave this time. A refresh token that did not come again stays good. */
export async function updateIdentity(
  { config, now }: Context,
  id: string,
  { tokens }: Provided,
  email: string | null,
): Promise<Written> {
  const { accessToken, accessTokenExpiry, refreshToken } = await sealTokens(config, identityTokens, id, tokens);
  return {
    id,
    write: (self) => [
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
    ],
  };
}

const given = reader({
  id: text(identities.id),
  provider: text(identities.provider),
  uid: text(identities.providerUid),
});

/**
 * What the provider gave last for an identity.
 * @param seq of it; null: it was deleted before anything could be given for it
 * @throws AppError `user_invalid_token` where it has been deleted
 */
export async function readProvided({ config, db }: Context, seq: number | null): Promise<Provided> {
  const [[row]] = await db.batch([
    sql`SELECT ${given.columns}, ${sealedIdentity.columns} FROM ${identities} WHERE ${identities.seq} = ${seq}`,
  ]);
  const sealed = row === undefined ? null : sealedIdentity.read(row);
  if (row === undefined || sealed === null) throw new AppError("user_invalid_token");
  const { id, provider, uid } = given.read(row);
  return { provider, uid, tokens: await openTokens(config, identityTokens, id, sealed) };
}
