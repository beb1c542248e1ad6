/** What OAuth2 providers gave, as rows of sessions and identities keep it: sealed, each for its own row (crypto/box.ts). */
import { open, seal } from "../../crypto/box.ts";
import type { SealedTokens } from "../../http/caller.ts";
import type { Config } from "../../http/config.ts";
import type { ProviderTokens } from "../../models/session.ts";
import { type SealedColumn, sealedContext } from "../../storage/sealed.ts";

/** The columns of a table that has them. */
export interface TokenColumns {
  readonly access: SealedColumn;
  readonly refresh: SealedColumn;
}

/** @param id of the row that they will stand in */
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
 * @param id of the row that they stand in
 * @throws Error where they were sealed with a secret that is no longer known: they are lost, which the operator has to know
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

async function unseal({ secretKeys }: Config, column: SealedColumn, id: string, sealed: string): Promise<string> {
  const context = sealedContext(column, id);
  const opened = await open(secretKeys, context, sealed);
  if (!opened.ok) throw new Error(`${context} cannot be opened: ${opened.error}.`);
  return opened.value;
}
