/** Ends tokens unused. `self` picks a row of users, or none. */
import { and, build, eq, inArray, ne, type Where } from "../../lib/sql/index.ts";
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

/**
 * Ends the codes that the user was sent before this one: each could be tried five times. Links stay, for nobody finds one by
 * trying.
 */
export function endEarlier(batch: Batch, context: Context, self: Where<"users">, { id, secret, type }: NewToken): void {
  if (!isGuessable(secret)) return;
  const which = and(isOf(self), eq(tokens.type, type), ne(tokens.id, id));
  addEnding(batch, context, build.delete(tokens).where(which).returning({ key }));
}

/** What was sent to an email, and to a phone: it ends when they change, because whoever has the old one can read it. */
export const sentTo = {
  email: ["magic-url", "email", "verification", "recovery"],
  phone: ["phone", "phone-verification"],
} as const satisfies Readonly<Record<string, readonly TokenType[]>>;
