/** Tokens: secrets that are good once. `who` and `self` pick a row of users, or none. */
import { randomBytes } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { deriveKey } from "../../crypto/derive.ts";
import { toHex } from "../../crypto/digest.ts";
import { hmac } from "../../crypto/hmac.ts";
import { generateId } from "../../crypto/ids.ts";
import { AppError } from "../../errors/app-error.ts";
import type { Config } from "../../http/config.ts";
import type { Context } from "../../http/context.ts";
import type { TokenRow } from "../../models/token.ts";
import { putOrigin, tokenKey } from "../../storage/bodies.ts";
import { build, type Statement } from "../../storage/db.ts";
import { boolean, text } from "../../storage/row.ts";
import { identities, tokens, users } from "../../storage/schema/index.ts";
import { appendLog } from "../logs/store.ts";

/** Hex digits below which a secret could be found by trying. */
const safeLength = 32;

/** Wrong tries that end a token whose secret could be found. */
const triesMax = 5;

/** How long a token for an identity lives, in milliseconds: it stands in an address, and is redeemed at once. */
const identityTokenMs = 60_000;

/** The tokens of a user. */
const isOf = (self: SQL): SQL => sql`${tokens.userSeq} = (SELECT ${users.seq} FROM ${users} WHERE ${self})`;

/** What a statement that ends tokens returns of each: where KV has its body. */
const key = sql<string>`${tokenKey("")} || ${tokens.id}`.as("key");

/** What D1 knows a secret by, under each of the keys that may have been the current one then. */
const digestsOf = ({ secretKeys }: Config, secret: string): readonly string[] =>
  secretKeys.map((secretKey) => hmac(deriveKey(secretKey, "tokens"), secret));

/** `length` random hex digits. */
const randomHex = (length: number): string => toHex(randomBytes(Math.ceil(length / 2))).slice(0, length);

/**
 * Makes a token that signs the user in once.
 * @param length hex digits of its secret
 * @param seconds until it ends
 * @throws AppError `user_not_found`, `user_blocked`
 */
export async function createToken(context: Context, who: SQL, length: number, seconds: number): Promise<TokenRow> {
  const { client, config, db, kv, now, waitUntil } = context;
  const secret = randomHex(length);
  const [digest = ""] = digestsOf(config, secret);
  const [id, expire] = [generateId(now), now + seconds * 1000];
  const tries = length < safeLength ? 0 : null;
  const [[user], made] = await db.batch([
    sql`SELECT ${users.id} AS "id", ${users.status} AS "status" FROM ${users} WHERE ${who}`,
    build
      .insert(tokens)
      .select(
        sql`SELECT NULL, ${id}, ${now}, ${users.seq}, 'generic', ${digest}, ${expire}, ${tries}, NULL
          FROM ${users} WHERE ${who} AND ${users.status} = 1`,
      )
      .returning({ id: tokens.id }),
    appendLog(context, "tokens.create", "user", sql`${who} AND ${users.status} = 1`),
  ]);
  if (user === undefined) throw new AppError("user_not_found");
  if (!boolean(user, "status") || made.length === 0) throw new AppError("user_blocked");
  waitUntil(putOrigin(kv, tokenKey(id), client, seconds));
  return { id, createdAt: now, userId: text(user, "id"), secret, expire };
}

/** A token for a sign-in with a provider, before it is written. */
export interface TokenSeed {
  readonly id: string;
  /** 64 hex digits. */
  readonly secret: string;
  readonly digest: string;
}

export function seedToken({ config, now }: Context): TokenSeed {
  const secret = randomHex(64);
  const [digest = ""] = digestsOf(config, secret);
  return { id: generateId(now), secret, digest };
}

/** A statement that gives the user a token for one of their identities, unless they are blocked. It returns the id. */
export const insertIdentityToken = ({ now }: Context, { digest, id }: TokenSeed, who: SQL, identityId: string) =>
  build
    .insert(tokens)
    .select(
      sql`SELECT NULL, ${id}, ${now}, ${users.seq}, 'oauth2', ${digest}, ${now + identityTokenMs}, NULL, ${identities.seq}
        FROM ${users}, ${identities} WHERE ${who} AND ${users.status} = 1
          AND lower(${identities.id}) = ${identityId} AND ${identities.userSeq} = ${users.seq}`,
    )
    .returning({ id: tokens.id });

/** Keeps where a token was asked for that has been written. */
export const keepTokenOrigin = ({ client, kv, waitUntil }: Context, { id }: TokenSeed): void =>
  waitUntil(putOrigin(kv, tokenKey(id), client, identityTokenMs / 1000));

/** A query for the token of a secret, if it is the user's and has not ended. */
export const selectToken = ({ config, now }: Context, who: SQL, secret: string): SQL =>
  sql`SELECT ${tokens.seq} AS "seq", ${tokens.id} AS "id", ${tokens.identitySeq} AS "identitySeq" FROM ${tokens}
    WHERE ${isOf(who)} AND ${tokens.digest} IN (${sql.join(
      digestsOf(config, secret).map((digest) => sql`${digest}`),
      sql`, `,
    )}) AND +${tokens.expire} > ${now} LIMIT 1`;

/** Whether a token is still there to be redeemed. */
export const hasToken = ({ now }: Context, seq: number): SQL =>
  sql`EXISTS (SELECT 1 FROM ${tokens} WHERE ${tokens.seq} = ${seq} AND +${tokens.expire} > ${now})`;

/** A statement that uses a token up, if it has bought what it was for. */
export const spendToken = (seq: number, hasBought: SQL): Statement =>
  build.delete(tokens).where(sql`${tokens.seq} = ${seq} AND ${hasBought}`);

/**
 * Statements that note a wrong try: the fifth ends those of the user's tokens that could be found by trying. The second one
 * returns their keys.
 */
export const noteWrongTry = (who: SQL): readonly [Statement, Statement] => [
  build
    .update(tokens)
    .set({ tries: sql`${tokens.tries} + 1` })
    .where(sql`${isOf(who)} AND ${tokens.tries} IS NOT NULL`),
  build
    .delete(tokens)
    .where(sql`${isOf(who)} AND ${tokens.tries} >= ${triesMax}`)
    .returning({ key }),
];

/** A statement that ends all of the user's tokens. It returns their keys. */
export const endTokens = (self: SQL): Statement => build.delete(tokens).where(isOf(self)).returning({ key });
