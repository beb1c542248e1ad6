/**
 * A user as an OAuth2 provider knows them (docs/spec/models.md#identity). The provider's tokens are shown as they are.
 */
import { defineModel, fieldsOf, listOf } from "./model.ts";
import type { ProviderTokens } from "./session.ts";

export interface IdentityRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly userId: string;
  readonly provider: string;
  readonly providerUid: string;
  readonly providerEmail: string | null;
  /** The provider's tokens; null: there are none, or the caller may not see them. */
  readonly provided: ProviderTokens | null;
}

const { date, string } = fieldsOf<IdentityRow>();

export const identity = defineModel<IdentityRow>("identity", {
  $id: string((row) => row.id),
  $createdAt: date((row) => row.createdAt),
  $updatedAt: date((row) => row.updatedAt),
  userId: string((row) => row.userId),
  provider: string((row) => row.provider),
  providerUid: string((row) => row.providerUid),
  providerEmail: string((row) => row.providerEmail ?? ""),
  providerAccessToken: string((row) => row.provided?.accessToken ?? ""),
  providerAccessTokenExpiry: date((row) => row.provided?.accessTokenExpiry ?? null),
  providerRefreshToken: string((row) => row.provided?.refreshToken ?? ""),
});

export const identityList = listOf("identityList", "identities", identity);
