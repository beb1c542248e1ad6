/** Issues tokens: secrets that work once. `who` and `self` pick a row of users, or none. */
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { AppError } from "../../errors/app-error.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import { build, insertFrom, type SQL, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
import type { TokenRow } from "../../models/token.ts";
import type { Batch, Handle } from "../../storage/batch.ts";
import type { Origin } from "../../storage/kv.ts";
import { boolean, reader, text } from "../../storage/reader.ts";
import { identities, tokens, users } from "../../storage/schema/index.ts";
import { appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { isIdentity } from "../identities/index.ts";
import type { NewToken } from "./new-token.ts";
import { digestsOf, isGuessable, randomHex } from "./secrets.ts";
import { toTokenRow } from "./show.ts";

/** Gives the user a token, unless they are blocked. The handle has a row if the token was written. */
export const insertToken = (batch: Batch, context: Context, token: NewToken, self: Where<"users">): Handle =>
  batch.add(insertion(context, token, null, sql`${users} WHERE ${self}`));

/** A token that a guest has requested for an address. */
export interface AskedToken extends NewToken {
  /** The id that it is presented with. */
  readonly askedId: string;
  /** The address that a login token is sent to; null: it is not a login token. */
  readonly address: string | null;
}

/**
 * Writes a token that was requested for an address: one row, whether or not a user has the address.
 * @param holder the `seq` of the user with the address; NULL: no user
 * @param isSent whether the token is sent; otherwise it is written as expired, and the next sweep removes it
 */
export function insertAskedToken(
  batch: Batch,
  { client, config, now }: Context,
  { address, askedId, expire, id, secret, type }: AskedToken,
  holder: SQL,
  isSent: SQL,
): void {
  const [digest = ""] = digestsOf(config, { type, secret });
  batch.add(
    build.insert(tokens).values({
      id,
      createdAt: now,
      userSeq: holder,
      askedId,
      address,
      type,
      digest,
      expire: sql`CASE WHEN ${isSent} THEN ${expire} ELSE ${now} END`,
      tries: isGuessable(secret) ? 0 : null,
      origin: toOrigin(client),
    }),
  );
}

/** Gives the user a token for one of their identities, unless they are blocked. The handle has a row if the token was written. */
export const insertIdentityToken = (
  batch: Batch,
  context: Context,
  token: NewToken,
  self: Where<"users">,
  identityId: string,
): Handle =>
  batch.add(
    insertion(
      context,
      token,
      identities.seq,
      sql`${users}, ${identities} WHERE ${self} AND ${isIdentity(identityId)} AND ${identities.userSeq} = ${users.seq}`,
    ),
  );

const toOrigin = ({ country, ip, userAgent }: Origin): string => JSON.stringify({ ip, userAgent, country });

function insertion(
  { client, config, now }: Context,
  token: NewToken,
  identitySeq: SQLiteColumn | null,
  from: SQL,
): Statement {
  const { expire, id, secret, type } = token;
  const [digest = ""] = digestsOf(config, token);
  const tries = isGuessable(secret) ? 0 : null;
  return insertFrom(
    tokens,
    {
      id,
      createdAt: now,
      userSeq: users.seq,
      askedId: users.id,
      type,
      digest,
      expire,
      tries,
      identitySeq,
      origin: toOrigin(client),
    },
    sql`FROM ${from} AND ${users.status} = 1`,
  ).returning({ id: tokens.id });
}

const owner = reader({ id: text(users.id), status: boolean(users.status) });

/**
 * Makes a token that signs the user in once.
 * @param length hex digits of its secret
 * @param seconds until it ends
 * @throws AppError `user_not_found`, `user_blocked`
 */
export async function createToken(
  context: Context,
  who: Where<"users">,
  length: number,
  seconds: number,
): Promise<TokenRow> {
  const { db, now } = context;
  const token: NewToken = {
    id: generateId(now),
    type: "generic",
    secret: randomHex(length),
    expire: now + seconds * 1000,
  };
  const batch = db.batch();
  const user = batch.add(sql`SELECT ${owner.columns} FROM ${users} WHERE ${who}`);
  const inserted = insertToken(batch, context, token, who);
  batch.add(
    appendLog(context, "tokens.create", "user", where(users)`${who} AND ${users.status} = 1`, undefined, token.id),
  );
  await batch.run();
  if (user.row === undefined) throw new AppError("user_not_found");
  const { id: userId, status } = owner.read(user.row);
  if (!status || inserted.row === undefined) throw new AppError("user_blocked");
  return toTokenRow(context, token, userId);
}
