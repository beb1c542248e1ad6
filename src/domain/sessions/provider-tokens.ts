/**
 * The tokens of OAuth2 providers in rows of sessions and identities: sealed, each for its own row (lib/crypto/box.ts).
 */
import { open, seal } from "../../lib/crypto/box.ts";
import { build, sql, type Statement, type Where } from "../../lib/sql/index.ts";
import type { ProviderTokens } from "../../models/session.ts";
import { sessions } from "../../storage/schema/index.ts";
import { type SealedColumn, sealedContext, sessionAccessToken, sessionRefreshToken } from "../../storage/sealed.ts";
import type { Config, Context, SealedTokens } from "../context/index.ts";
import { unsealShown } from "../lists/index.ts";

/** The columns of a table with a provider's tokens. */
export interface TokenColumns {
  readonly access: SealedColumn;
  readonly refresh: SealedColumn;
}

/** The columns of sessions with the provider's tokens. */
export const sessionTokens: TokenColumns = { access: sessionAccessToken, refresh: sessionRefreshToken };

/**
 * Whether a caller sees the provider's tokens of a user. Users with a session see their own. Impersonators and JWTs do
 * not: their access ends, but they could still use the tokens (docs/decisions/0005-impersonation.md).
 */
export const seesTokens = ({ caller }: Context, userId: string): boolean =>
  caller.kind !== "user" || (caller.session !== null && caller.user.id === userId);

/** @param id the id of the row that will store them */
export async function sealTokens(
  { secretKeys }: Config,
  { access, refresh }: TokenColumns,
  id: string,
  { accessToken, accessTokenExpiry, refreshToken }: ProviderTokens,
): Promise<SealedTokens> {
  return {
    accessToken: await seal(secretKeys, sealedContext(access, id), accessToken),
    refreshToken: refreshToken === null ? null : await seal(secretKeys, sealedContext(refresh, id), refreshToken),
    accessTokenExpiry,
  };
}

/**
 * @param id the id of the row that stores them
 * @throws Error if they were sealed with a secret that is no longer configured: the operator must know of the loss
 */
export async function openTokens(
  config: Config,
  { access, refresh }: TokenColumns,
  id: string,
  { accessToken, accessTokenExpiry, refreshToken }: SealedTokens,
): Promise<ProviderTokens> {
  return {
    accessToken: await unseal(config, access, id, accessToken),
    refreshToken: refreshToken === null ? null : await unseal(config, refresh, id, refreshToken),
    accessTokenExpiry,
  };
}

/**
 * Opens a provider's tokens for a row that is shown.
 * @param id the id of the row that stores them
 * @returns null if they were sealed with a secret that is no longer configured: the row is shown without them
 */
export async function showTokens(
  config: Config,
  { access, refresh }: TokenColumns,
  id: string,
  { accessToken, accessTokenExpiry, refreshToken }: SealedTokens,
): Promise<ProviderTokens | null> {
  const opened = await unsealShown(config, access, id, accessToken);
  if (opened === null) return null;
  return {
    accessToken: opened,
    refreshToken: refreshToken === null ? null : await unsealShown(config, refresh, id, refreshToken),
    accessTokenExpiry,
  };
}

async function unseal({ secretKeys }: Config, column: SealedColumn, id: string, sealed: string): Promise<string> {
  const context = sealedContext(column, id);
  const opened = await open(secretKeys, context, sealed);
  if (!opened.ok) throw new Error(`${context} cannot be opened: ${opened.error}.`);
  return opened.value;
}

/** New tokens of a provider, and the old ones that they replace. */
export interface RenewedTokens {
  readonly before: SealedTokens;
  readonly after: SealedTokens;
}

/**
 * A statement that stores new tokens in the session that `self` picks, unless a concurrent request has renewed them.
 */
export const renewTokens = (self: Where<"sessions">, { after, before }: RenewedTokens): Statement =>
  build
    .update(sessions)
    .set({
      providerAccessToken: after.accessToken,
      providerRefreshToken: after.refreshToken,
      providerAccessTokenExpiry: after.accessTokenExpiry,
    })
    .where(sql`${self} AND ${sessions.providerRefreshToken} = ${before.refreshToken}`);
