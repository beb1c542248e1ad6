/** Tokens for tests that are otherwise only sent: a server's token, changed to another type. */
import { env } from "cloudflare:workers";
import { digestsOf, type TokenType } from "../../src/domain/tokens/secrets.ts";
import { fromHex } from "../../src/lib/crypto/digest.ts";
import { createToken } from "./account.ts";
import { rows } from "./database.ts";

/** Gives a user a token of a type, as if it had been sent to them. @returns its secret */
export async function makeToken(userId: string, type: TokenType): Promise<string> {
  const secret = await createToken(userId);
  const [digest = ""] = digestsOf({ secretKeys: [fromHex(env.SECRET_KEY)] }, { type, secret });
  await rows(
    `UPDATE tokens SET type = ?1, digest = ?2
     WHERE seq = (SELECT max(seq) FROM tokens WHERE user_seq = (SELECT seq FROM users WHERE id = ?3))`,
    type,
    digest,
    userId,
  );
  return secret;
}
