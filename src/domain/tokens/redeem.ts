/** Redeems tokens: finds the one of a secret, counts wrong tries, and uses it up. `who` picks a row of users, or none. */
import { inArray, type SQL, sql } from "drizzle-orm";
import type { Batch, Handle } from "../../storage/batch.ts";
import { build, type Statement } from "../../storage/db.ts";
import { integer, reader, type RowOf, text } from "../../storage/reader.ts";
import { tokens } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { isOf } from "./columns.ts";
import { digestsOf, isLink, type TokenType } from "./secrets.ts";

/** Wrong tries that end a token whose secret could be found. */
const triesMax = 5;

const token = reader({
  seq: integer(tokens.seq),
  id: text(tokens.id),
  type: text(tokens.type),
  createdAt: integer(tokens.createdAt),
  expire: integer(tokens.expire),
  /** null: it was given for no identity. */
  identitySeq: integer(tokens.identitySeq),
});

/** A token as it is stored. */
export type StoredToken = RowOf<typeof token>;

/** What is presented as a token. */
export interface PresentedToken {
  readonly userId: string;
  readonly secret: string;
  /** The types that are good here. */
  readonly types: readonly TokenType[];
}

/**
 * A query for the token of a secret, if it is the user's, is of one of the types, and has not ended. It goes out together with
 * `countWrong`: in two batches, tries that are in flight at once would all be looked up before any is counted.
 */
export const selectToken = (
  { config, now }: Context,
  who: SQL,
  { secret, types, userId }: PresentedToken,
): SQL => sql`SELECT ${token.columns} FROM ${tokens}
  WHERE ${isOf(who)} AND ${inArray(
    tokens.digest,
    types.flatMap((type) => digestsOf(config, { userId, type, secret })),
  )}
    AND ${inArray(tokens.type, [...types])} AND +${tokens.expire} > ${now}
    AND (${tokens.tries} IS NULL OR ${tokens.tries} < ${triesMax}) LIMIT 1`;

/**
 * Counts a secret that is no token's, at each that could have been meant and could be found by trying: the fifth ends it. For
 * links there is nothing to count.
 */
export function countWrong(batch: Batch, context: Context, who: SQL, presented: PresentedToken): void {
  const { types } = presented;
  if (types.every(isLink)) return;
  batch.addWithin((isWithin) =>
    build
      .update(tokens)
      .set({ tries: sql`${tokens.tries} + 1` })
      .where(
        sql`${isOf(who)} AND ${inArray(tokens.type, [...types])} AND ${tokens.tries} IS NOT NULL
          AND ${isWithin} AND NOT EXISTS (${selectToken(context, who, presented)})`,
      ),
  );
}

/** The token that `selectToken` found; null: none. */
export const foundToken = ({ row }: Handle): StoredToken | null => (row === undefined ? null : token.read(row));

/** Whether a token that was found is still there to be redeemed, whatever has been tried since. */
export const hasToken = ({ now }: Context, { seq }: StoredToken): SQL =>
  sql`EXISTS (SELECT 1 FROM ${tokens} WHERE ${tokens.seq} = ${seq} AND +${tokens.expire} > ${now})`;

/** A statement that uses a token up, if it has bought what it was for. */
export const spendToken = ({ seq }: StoredToken, hasBought: SQL): Statement =>
  build.delete(tokens).where(sql`${tokens.seq} = ${seq} AND ${hasBought}`);
