/** Ends tokens unused. `self` picks a row of users, or none. */
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { and, build, eq, inArray, ne, or, type Where, where } from "../../lib/sql/index.ts";
import type { Batch } from "../../storage/batch.ts";
import { tokens, users } from "../../storage/schema/index.ts";
import { isOf } from "./columns.ts";
import type { NewToken } from "./new-token.ts";
import { isGuessable, type TokenType } from "./secrets.ts";

/**
 * The tokens without a user that were sent to a proven or vouched address of the user: they sign in its current owner
 * (redeem.ts). Tokens to an unproven address of the user are left alone. The plus keeps SQLite from reading all tokens
 * without a user.
 */
const areToAddressesOf = (self: Where<"users">): Where<"tokens"> =>
  where(tokens)`+${tokens.userSeq} IS NULL AND ${tokens.address} IN (
    SELECT ${users.email} FROM ${users} WHERE ${self} AND (${users.emailVerification} = 1 OR ${users.emailVouched} = 1)
    UNION ALL
    SELECT ${users.phone} FROM ${users} WHERE ${self} AND (${users.phoneVerification} = 1 OR ${users.phoneVouched} = 1))`;

/** Ends all of the user's tokens, or those of some types that were made for the user. */
export function endTokens(batch: Batch, self: Where<"users">, types?: readonly TokenType[]): void {
  const which =
    types === undefined ? or(isOf(self), areToAddressesOf(self)) : and(isOf(self), inArray(tokens.type, [...types]));
  batch.add(build.delete(tokens).where(which));
}

/**
 * Ends the tokens that were sent to an address of the user, including those that a guest asked for.
 * @param address the column of users
 */
export function endTokensTo(batch: Batch, self: Where<"users">, address: SQLiteColumn): void {
  const which = where(tokens)`${tokens.address} = (SELECT ${address} FROM ${users} WHERE ${self})`;
  batch.add(build.delete(tokens).where(which));
}

/**
 * The tokens that were requested for an address, or with an id. The id counts too, because a guess is compared with all
 * tokens of its id, and an attacker can request tokens with one id for any number of addresses.
 */
export const areAskedBy = (address: string, askedId: string): Where<"tokens"> =>
  where(tokens)`(${tokens.address} = ${address} OR ${tokens.askedId} = ${askedId})`;

/** The tokens of the user that `self` picks. */
export const areOf = isOf;

/**
 * Ends the codes that were sent before this one, because each allows five guesses. Links stay: they are too long to be
 * guessed.
 * @param which picks the tokens of the same user, or of the same address and id
 */
export function endEarlier(batch: Batch, which: Where<"tokens">, { id, secret, type }: NewToken): void {
  if (!isGuessable(secret)) return;
  const earlier = and(which, eq(tokens.type, type), ne(tokens.id, id));
  batch.add(build.delete(tokens).where(earlier));
}

/**
 * The types of tokens that are sent to an email, and to a phone. They end when the address changes, because its old owner
 * could still use them.
 */
export const sentTo = {
  email: ["magic-url", "email", "verification", "recovery"],
  phone: ["phone", "phone-verification"],
} as const satisfies Readonly<Record<string, readonly TokenType[]>>;
