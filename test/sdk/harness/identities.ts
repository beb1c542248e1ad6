/** Identities, which are created only in a provider's sign-in. */
import { Buffer } from "node:buffer";
import { seal } from "../../../src/lib/crypto/box.ts";
import type { Server } from "./server.ts";

/** The provider's tokens. */
export const accessToken = "ya29.access";

/** Gives an existing user an identity at Google, whose id there is the user's id here. */
export async function addIdentity({ db }: Server, userId: string, identityId: string): Promise<void> {
  const secretKey = Buffer.from(process.env.SECRET_KEY, "hex");
  const sealed = await seal([secretKey], `identities.provider_access_token/${identityId}`, accessToken);
  const insert = db.prepare(
    `INSERT INTO identities (id, created_at, updated_at, user_seq, user_id, provider, provider_uid, provider_email,
       provider_access_token, provider_access_token_expiry)
     SELECT ?1, 0, 0, seq, id, 'google', ?1, id || '@gmail.com', ?2, 0 FROM users WHERE id = ?3`,
  );
  const count = db.prepare("UPDATE user_totals SET identities = identities + 1");
  await db.batch([insert.bind(identityId, sealed, userId), count]);
}
