/** A session (docs/spec/models.md#session). */
import { placeFields, type PlaceRow } from "./device.ts";
import { defineModel, fieldsOf, listOf } from "./model.ts";

/** The tokens that an OAuth2 provider gave for a sign-in. */
export interface ProviderTokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Milliseconds since the Unix epoch; null: unknown. */
  readonly accessTokenExpiry: number | null;
}

export interface SessionRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly userId: string;
  readonly expire: number;
  readonly provider: string;
  readonly providerUid: string;
  /** The origin of the sign-in. */
  readonly place: PlaceRow;
  /** Whether the request was made with this session. */
  readonly current: boolean;
  readonly factors: readonly string[];
  /** The secret that authenticates requests; "" except in the answer of a creation to a key. */
  readonly secret: string;
  readonly mfaUpdatedAt: number | null;
  /** The provider's tokens that it began with; null: it began without a provider. */
  readonly provided: ProviderTokens | null;
}

const { boolean, date, string, strings } = fieldsOf<SessionRow>();

export const session = defineModel<SessionRow>("session", {
  $id: string((row) => row.id),
  $createdAt: date((row) => row.createdAt),
  $updatedAt: date((row) => row.updatedAt),
  userId: string((row) => row.userId),
  expire: date((row) => row.expire),
  provider: string((row) => row.provider),
  providerUid: string((row) => row.providerUid),
  providerAccessToken: string((row) => row.provided?.accessToken ?? ""),
  providerAccessTokenExpiry: date((row) => row.provided?.accessTokenExpiry ?? null),
  providerRefreshToken: string((row) => row.provided?.refreshToken ?? ""),
  ip: string((row) => row.place.ip),
  ...placeFields<SessionRow>((row) => row.place),
  current: boolean((row) => row.current),
  factors: strings((row) => row.factors, [1, 5, 0]),
  secret: string((row) => row.secret, [1, 5, 0]),
  mfaUpdatedAt: date((row) => row.mfaUpdatedAt),
});

export const sessionList = listOf("sessionList", "sessions", session);
