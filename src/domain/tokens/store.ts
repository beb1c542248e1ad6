/** Tokens: secrets that are good once. `who` and `self` pick a row of users, or none. */
import { and, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import { AppError } from "../../errors/app-error.ts";
import { deriveKey } from "../../lib/crypto/derive.ts";
import { hmac } from "../../lib/crypto/digest.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import type { TokenRow } from "../../models/token.ts";
import { build, type Statement } from "../../storage/db.ts";
import { putOrigin, tokenKey } from "../../storage/kv.ts";
import { boolean, integer, orNull, type Row, text } from "../../storage/row.ts";
import { identities, tokens, users } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import { appendLog } from "../audit/index.ts";
import type { Config, Context } from "../context/index.ts";
import { isIdentity } from "../identities/index.ts";
import { isGuessable, isLink, randomHex, recipes, type TokenType } from "./secrets.ts";

/** Wrong tries that end a token whose secret could be found. */
const triesMax = 5;

/** The tokens of a user. */
const isOf = (self: SQL): SQL => sql`${tokens.userSeq} = ${seqOf(self)}`;

/** What a statement that ends tokens returns of each: where KV has its body. */
const key = sql<string>`${tokenKey("")} || ${tokens.id}`.as("key");

/** What D1 knows a secret by, under each of the keys that may have been the current one then. */
const digestsOf = ({ secretKeys }: Config, secret: string): readonly string[] =>
  secretKeys.map((secretKey) => hmac(deriveKey(secretKey, "tokens"), secret));

/** A token that is about to be written. */
export interface TokenSeed {
  readonly id: string;
  readonly type: TokenType;
  readonly secret: string;
  /** Milliseconds since the Unix epoch. */
  readonly expire: number;
}

/** A token that is sent to its user. */
export function seedToken({ now }: Context, type: keyof typeof recipes): TokenSeed {
  const { makeSecret, seconds } = recipes[type];
  return { id: generateId(now), type, secret: makeSecret(), expire: now + seconds * 1000 };
}

/** A statement that gives the user a token, unless they are blocked. It returns a row if it did. */
export const insertToken = (context: Context, seed: TokenSeed, self: SQL): Statement =>
  insertion(context, seed, sql`NULL`, sql`${users} WHERE ${self}`);

/** A statement that gives the user a token for one of their identities, unless they are blocked. It returns a row if it did. */
export const insertIdentityToken = (context: Context, seed: TokenSeed, self: SQL, identityId: string): Statement =>
  insertion(
    context,
    seed,
    sql`${identities.seq}`,
    sql`${users}, ${identities} WHERE ${self} AND ${isIdentity(identityId)} AND ${identities.userSeq} = ${users.seq}`,
  );

function insertion(
  { config, now }: Context,
  { expire, id, secret, type }: TokenSeed,
  identitySeq: SQL,
  from: SQL,
): Statement {
  const [digest = ""] = digestsOf(config, secret);
  const tries = isGuessable(secret) ? 0 : null;
  return build
    .insert(tokens)
    .select(
      sql`SELECT NULL, ${id}, ${now}, ${users.seq}, ${type}, ${digest}, ${expire}, ${tries}, ${identitySeq}
        FROM ${from} AND ${users.status} = 1`,
    )
    .returning({ id: tokens.id });
}

/** Keeps where a token was asked for, which the log row of its redemption shows. */
export const noteOrigin = ({ client, kv, now, waitUntil }: Context, { expire, id }: TokenSeed): void =>
  waitUntil(putOrigin(kv, tokenKey(id), client, (expire - now) / 1000));

/**
 * Makes a token that signs the user in once.
 * @param length hex digits of its secret
 * @param seconds until it ends
 * @throws AppError `user_not_found`, `user_blocked`
 */
export async function createToken(context: Context, who: SQL, length: number, seconds: number): Promise<TokenRow> {
  const { db, now } = context;
  const seed: TokenSeed = {
    id: generateId(now),
    type: "generic",
    secret: randomHex(length),
    expire: now + seconds * 1000,
  };
  const [[user], made] = await db.batch([
    sql`SELECT ${users.id} AS "id", ${users.status} AS "status" FROM ${users} WHERE ${who}`,
    insertToken(context, seed, who),
    appendLog(context, "tokens.create", "user", sql`${who} AND ${users.status} = 1`),
  ]);
  if (user === undefined) throw new AppError("user_not_found");
  if (!boolean(user, "status") || made.length === 0) throw new AppError("user_blocked");
  noteOrigin(context, seed);
  return toTokenRow(context, seed, text(user, "id"));
}

/** A token as it is shown to whoever had it made. Its secret is shown to keys only. */
export const toTokenRow = (
  { caller, now }: Context,
  { expire, id, secret }: TokenSeed,
  userId: string,
  phrase = "",
): TokenRow => ({ id, createdAt: now, userId, secret: caller.kind === "key" ? secret : "", expire, phrase });

/** A token as it is stored. */
export interface StoredToken {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly createdAt: number;
  readonly expire: number;
  /** `identities.seq` of the identity that it was given for; null: none. */
  readonly identitySeq: number | null;
}

/**
 * A query for the token of a secret, if it is the user's, is of one of the types, and has not ended. It goes out together with
 * `countWrong`: in two batches, tries that are in flight at once would all be looked up before any is counted.
 */
export const selectToken = (
  { config, now }: Context,
  who: SQL,
  secret: string,
  types: readonly TokenType[],
): SQL => sql`SELECT ${tokens.seq} AS "seq", ${tokens.id} AS "id", ${tokens.type} AS "type",
    ${tokens.createdAt} AS "createdAt", ${tokens.expire} AS "expire", ${tokens.identitySeq} AS "identitySeq" FROM ${tokens}
  WHERE ${isOf(who)} AND ${inArray(tokens.digest, [...digestsOf(config, secret)])}
    AND ${inArray(tokens.type, [...types])} AND +${tokens.expire} > ${now}
    AND (${tokens.tries} IS NULL OR ${tokens.tries} < ${triesMax}) LIMIT 1`;

/**
 * Statements that count a secret that is no token's, at each that could have been meant and could be found by trying: the fifth
 * ends it. None for links.
 */
export const countWrong = (
  context: Context,
  who: SQL,
  secret: string,
  types: readonly TokenType[],
): readonly Statement[] =>
  types.every(isLink)
    ? []
    : [
        build
          .update(tokens)
          .set({ tries: sql`${tokens.tries} + 1` })
          .where(
            sql`${isOf(who)} AND ${inArray(tokens.type, [...types])} AND ${tokens.tries} IS NOT NULL
              AND ${context.attempts.isWithin} AND NOT EXISTS (${selectToken(context, who, secret, types)})`,
          ),
      ];

/** The token that `selectToken` found; null: none. */
export const foundToken = ([row]: readonly Row[]): StoredToken | null =>
  row === undefined
    ? null
    : {
        seq: integer(row, "seq"),
        id: text(row, "id"),
        type: text(row, "type"),
        createdAt: integer(row, "createdAt"),
        expire: integer(row, "expire"),
        identitySeq: orNull(integer, row, "identitySeq"),
      };

/** A token as it is shown once it is used up. */
export const toSpentRow = ({ createdAt, expire, id }: StoredToken, userId: string): TokenRow => ({
  id,
  createdAt,
  userId,
  secret: "",
  expire,
  phrase: "",
});

/** Whether a token that was found is still there to be redeemed, whatever has been tried since. */
export const hasToken = ({ now }: Context, { seq }: StoredToken): SQL =>
  sql`EXISTS (SELECT 1 FROM ${tokens} WHERE ${tokens.seq} = ${seq} AND +${tokens.expire} > ${now})`;

/** A statement that uses a token up, if it has bought what it was for. It returns its key. */
export const spendToken = ({ seq }: StoredToken, hasBought: SQL): Statement =>
  build
    .delete(tokens)
    .where(sql`${tokens.seq} = ${seq} AND ${hasBought}`)
    .returning({ key });

/** A statement that ends all of the user's tokens, or those of some types. It returns their keys. */
export const endTokens = (self: SQL, types?: readonly TokenType[]): Statement =>
  build
    .delete(tokens)
    .where(and(isOf(self), types && inArray(tokens.type, [...types])))
    .returning({ key });

/**
 * Statements that end the codes that the user was sent before this one: each could be tried five times. They return their
 * keys. Links stay, for nobody finds one by trying.
 */
export const endEarlier = (self: SQL, { id, secret, type }: TokenSeed): readonly Statement[] =>
  isGuessable(secret)
    ? [
        build
          .delete(tokens)
          .where(and(isOf(self), eq(tokens.type, type), ne(tokens.id, id)))
          .returning({ key }),
      ]
    : [];

/** What was sent to an email, and to a phone: it ends when they change, because whoever has the old one can read it. */
export const sentTo = {
  email: ["magic-url", "email", "verification", "recovery"],
  phone: ["phone", "phone-verification"],
} as const satisfies Readonly<Record<string, readonly TokenType[]>>;
