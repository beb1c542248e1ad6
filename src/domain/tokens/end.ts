/** Ends tokens unused. `self` picks a row of users, or none. */
import { and, build, eq, inArray, ne, type Where, where } from "../../lib/sql/index.ts";
import type { Batch } from "../../storage/batch.ts";
import { addEnding } from "../../storage/kv.ts";
import { tokens } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { isOf, key } from "./columns.ts";
import type { NewToken } from "./new-token.ts";
import { isGuessable, type TokenType } from "./secrets.ts";

/** Ends all of the user's tokens, or those of some types. */
export function endTokens(batch: Batch, context: Context, self: Where<"users">, types?: readonly TokenType[]): void {
  const which = and(isOf(self), types && inArray(tokens.type, [...types]));
  addEnding(batch, context, build.delete(tokens).where(which).returning({ key }));
}

/** The tokens that were asked for by an address. */
export const areTo = (address: string): Where<"tokens"> => where(tokens)`${tokens.address} = ${address}`;

/** The tokens of the user that `self` picks. */
export const areOf = isOf;

/**
 * Ends the codes that were sent before this one: each could be tried five times. Links stay, because they are too long to be
 * found by trying.
 * @param which picks the tokens of its user, or of its address
 */
export function endEarlier(
  batch: Batch,
  context: Context,
  which: Where<"tokens">,
  { id, secret, type }: NewToken,
): void {
  if (!isGuessable(secret)) return;
  const earlier = and(which, eq(tokens.type, type), ne(tokens.id, id));
  addEnding(batch, context, build.delete(tokens).where(earlier).returning({ key }));
}

/** What was sent to an email, and to a phone: it ends when they change, because whoever has the old one can read it. */
export const sentTo = {
  email: ["magic-url", "email", "verification", "recovery"],
  phone: ["phone", "phone-verification"],
} as const satisfies Readonly<Record<string, readonly TokenType[]>>;
