/** Issues tokens: secrets that are good once. `who` and `self` pick a row of users, or none. */
import { type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { AppError } from "../../errors/app-error.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import type { TokenRow } from "../../models/token.ts";
import type { Statement } from "../../storage/db.ts";
import { insertFrom } from "../../storage/insert.ts";
import { putOrigin, tokenKey } from "../../storage/kv.ts";
import { boolean, reader, text } from "../../storage/reader.ts";
import { identities, tokens, users } from "../../storage/schema/index.ts";
import { appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { isIdentity } from "../identities/index.ts";
import { digestsOf, isGuessable, randomHex } from "./secrets.ts";
import type { TokenSeed } from "./seed.ts";
import { toTokenRow } from "./show.ts";

/** A statement that gives the user a token, unless they are blocked. It returns a row if it did. */
export const insertToken = (context: Context, seed: TokenSeed, self: SQL): Statement =>
  insertion(context, seed, null, sql`${users} WHERE ${self}`);

/** A statement that gives the user a token for one of their identities, unless they are blocked. It returns a row if it did. */
export const insertIdentityToken = (context: Context, seed: TokenSeed, self: SQL, identityId: string): Statement =>
  insertion(
    context,
    seed,
    identities.seq,
    sql`${users}, ${identities} WHERE ${self} AND ${isIdentity(identityId)} AND ${identities.userSeq} = ${users.seq}`,
  );

function insertion(
  { config, now }: Context,
  { expire, id, secret, type }: TokenSeed,
  identitySeq: SQLiteColumn | null,
  from: SQL,
): Statement {
  const [digest = ""] = digestsOf(config, secret);
  const tries = isGuessable(secret) ? 0 : null;
  return insertFrom(
    tokens,
    { id, createdAt: now, userSeq: users.seq, type, digest, expire, tries, identitySeq },
    sql`FROM ${from} AND ${users.status} = 1`,
  ).returning({ id: tokens.id });
}

/** Keeps where a token was asked for, which the log row of its redemption shows. */
export const noteOrigin = ({ client, kv, now, waitUntil }: Context, { expire, id }: TokenSeed): void =>
  waitUntil(putOrigin(kv, tokenKey(id), client, (expire - now) / 1000));

const owner = reader({ id: text(users.id), status: boolean(users.status) });

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
    sql`SELECT ${owner.columns} FROM ${users} WHERE ${who}`,
    insertToken(context, seed, who),
    appendLog(context, "tokens.create", "user", sql`${who} AND ${users.status} = 1`),
  ]);
  if (user === undefined) throw new AppError("user_not_found");
  const { id: userId, status } = owner.read(user);
  if (!status || made.length === 0) throw new AppError("user_blocked");
  noteOrigin(context, seed);
  return toTokenRow(context, seed, userId);
}
