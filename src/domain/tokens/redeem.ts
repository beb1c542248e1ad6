/**
 * Redeems tokens: finds the token of a secret, counts wrong guesses, and uses the token up. A token is presented with the
 * id in its response and its message, or with the id of its user, which an app may know.
 */
import { build, inArray, type SQL, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
import type { Batch, Handle } from "../../storage/batch.ts";
import { integer, reader, type RowOf, text } from "../../storage/reader.ts";
import { tokens, users } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { digestsOf, isGuessable, isLink, type TokenType } from "./secrets.ts";

/** Wrong guesses that end a token with a short secret. */
const triesMax = 5;

const token = reader({
  seq: integer(tokens.seq),
  id: text(tokens.id),
  type: text(tokens.type),
  createdAt: integer(tokens.createdAt),
  expire: integer(tokens.expire),
  /** null: no user had the address that it was sent to. */
  userSeq: integer(tokens.userSeq),
  /** The requested user id, which a new account gets. */
  askedId: text(tokens.askedId),
  /** Where a login token was sent; null: to no address. */
  address: text(tokens.address),
  /** null: it belongs to no identity. */
  identitySeq: integer(tokens.identitySeq),
  /** The origin of the request for it, as JSON; null: unknown. */
  origin: text(tokens.origin),
});

/** A token as it is stored. */
export type StoredToken = RowOf<typeof token>;

/** The `seq` of the user with an id; NULL: no user has it. */
const named = (id: string): SQL =>
  sql`(SELECT ${users.seq} FROM ${users} WHERE lower(${users.id}) = ${id.toLowerCase()} AND ${users.id} = ${id})`;

/** The tokens that can be presented with an id. */
const goBy = (id: string): SQL => sql`(${tokens.askedId} = ${id} OR ${tokens.userSeq} = ${named(id)})`;

/** A secret that is presented with an id, for the statements of one batch. */
export interface PresentedSecret {
  readonly requestId: string;
  readonly id: string;
  readonly types: readonly TokenType[];
  /** A short secret can be guessed. A long one cannot, so it is not counted as a guess. */
  readonly isGuess: boolean;
  /** Picks the valid token of the secret, or none: the end of a query on tokens. */
  readonly isFound: SQL;
}

/**
 * Takes a secret that is presented with an id.
 * @param types those that the token may have
 */
export const presentSecret = (
  { config, now, requestId }: Context,
  id: string,
  secret: string,
  types: readonly TokenType[],
): PresentedSecret => ({
  requestId,
  id,
  types,
  isGuess: isGuessable(secret),
  isFound: sql`${goBy(id)} AND ${inArray(
    tokens.digest,
    types.flatMap((type) => digestsOf(config, { type, secret })),
  )} AND ${inArray(tokens.type, types)} AND +${tokens.expire} > ${now}
    AND (${tokens.tries} IS NULL OR ${tokens.tries} < ${triesMax}) LIMIT 1`,
});

/**
 * A query for the token of a presented secret. It must be in one batch with `countWrong`: with two batches, any number
 * of concurrent guesses could be compared before the first is counted.
 */
export const selectToken = ({ isFound }: PresentedSecret): SQL =>
  sql`SELECT ${token.columns} FROM ${tokens} WHERE ${isFound}`;

/** The current owner of the address that a login token was sent to. */
const holder = sql`CASE ${tokens.type}
  WHEN 'phone' THEN (SELECT ${users.seq} FROM ${users} WHERE ${users.phone} = ${tokens.address})
  ELSE (SELECT ${users.seq} FROM ${users} WHERE ${users.email} = ${tokens.address}) END`;

/**
 * Joins a token with its user. A token without a user belongs to the current owner of the address that it was sent to. The query reads
 * users and tokens.
 */
export const bearsToken: Where<"users"> = where(users)`${users.seq} = coalesce(${tokens.userSeq}, ${holder})`;

/** Picks the user of the token of a presented secret, or none. */
export const bearerOf = ({ isFound }: PresentedSecret): Where<"users"> =>
  where(users)`${users.seq} = (SELECT coalesce(${tokens.userSeq}, ${holder}) FROM ${tokens} WHERE ${isFound})`;

/**
 * Picks the user whose secret was guessed with an id, or none: the user with the id, or else the user of the last token
 * that was requested with the id, valid or not.
 */
export const meantBy = (id: string, types: readonly TokenType[]): Where<"users"> =>
  where(users)`${users.seq} = coalesce(${named(id)}, (SELECT coalesce(${tokens.userSeq}, ${holder}) FROM ${tokens}
    WHERE ${tokens.askedId} = ${id} AND ${inArray(tokens.type, [...types])} ORDER BY ${tokens.seq} DESC LIMIT 1))`;

/**
 * Counts a wrong guess against every guessable token that it could have been for. The fifth guess ends a token.
 * Links are not counted, and no secret of a link's length can be that of a guessable token.
 */
export function countWrong(batch: Batch, { id, isFound, isGuess, requestId, types }: PresentedSecret): void {
  if (!isGuess || types.every(isLink)) return;
  batch.addWithin((isWithin) =>
    build
      .update(tokens)
      .set({ tries: sql`${tokens.tries} + 1`, attempt: requestId })
      .where(
        where(
          tokens,
        )`${goBy(id)} AND ${tokens.attempt} <> ${requestId} AND ${inArray(tokens.type, types)} AND ${tokens.tries} IS NOT NULL
          AND ${isWithin} AND NOT EXISTS (SELECT 1 FROM ${tokens} WHERE ${isFound})`,
      ),
  );
}

/** The token that `selectToken` found; null: none. */
export const foundToken = ({ row }: Handle): StoredToken | null => (row === undefined ? null : token.read(row));

/** The user whose token was found, if the token still exists and has not expired. Later wrong guesses do not matter. */
export const hasToken = ({ now }: Context, { seq }: StoredToken): Where<"users"> =>
  where(users)`EXISTS (SELECT 1 FROM ${tokens}
    WHERE ${tokens.seq} = ${seq} AND +${tokens.expire} > ${now})`;

/** Picks the token of a presented secret, or none. */
export const isPresented = ({ isFound }: PresentedSecret): Where<"tokens"> =>
  where(tokens)`${tokens.seq} = (SELECT ${tokens.seq} FROM ${tokens} WHERE ${isFound})`;

/** A statement that uses a token up, if its purpose was fulfilled. */
export const spendToken = (token: Where<"tokens">, hasBought: SQL): Statement =>
  build.delete(tokens).where(where(tokens)`${token} AND ${hasBought}`);

/** Picks a token. */
export const isToken = ({ seq }: StoredToken): Where<"tokens"> => where(tokens)`${tokens.seq} = ${seq}`;
