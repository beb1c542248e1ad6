/** Identities for tests: written directly, because the API creates them only in a provider's sign-in. */
import { env } from "cloudflare:workers";
import { seal } from "../../src/lib/crypto/box.ts";
import { fromHex } from "../../src/lib/crypto/digest.ts";
import { rows } from "./database.ts";
import { fresh } from "./users.ts";

interface IdentityFields {
  readonly id?: string;
  readonly createdAt?: number;
  readonly updatedAt?: number;
  readonly provider?: string;
  readonly providerUid?: string;
  readonly providerEmail?: string | null;
  readonly accessToken?: string | null;
  readonly accessTokenExpiry?: number | null;
  readonly refreshToken?: string | null;
}

const sealed = (column: string, id: string, token: string | null) =>
  token === null ? null : seal([fromHex(env.SECRET_KEY)], `identities.${column}/${id}`, token);

/** Gives a user an identity, if the user exists. @returns its id */
export async function makeIdentity(userId: string, fields: IdentityFields = {}): Promise<string> {
  const {
    id = fresh("identity"),
    createdAt = 0,
    updatedAt = createdAt,
    provider = "github",
    providerUid = id,
  } = fields;
  const {
    providerEmail = `${id}@id.example`,
    accessToken = null,
    accessTokenExpiry = null,
    refreshToken = null,
  } = fields;
  const made = await rows(
    `INSERT INTO identities (id, created_at, updated_at, user_seq, user_id, provider, provider_uid, provider_email,
       provider_access_token, provider_access_token_expiry, provider_refresh_token)
     SELECT ?1, ?2, ?3, seq, id, ?4, ?5, ?6, ?7, ?8, ?9 FROM users WHERE id = ?10 RETURNING id`,
    id,
    createdAt,
    updatedAt,
    provider,
    providerUid,
    providerEmail,
    await sealed("provider_access_token", id, accessToken),
    accessTokenExpiry,
    await sealed("provider_refresh_token", id, refreshToken),
    userId,
  );
  if (made.length > 0) await rows("UPDATE user_totals SET identities = identities + 1");
  return id;
}
