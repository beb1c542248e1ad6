/** Ends tokens unused. `self` picks a row of users, or none. */
import { and, eq, inArray, ne, type SQL } from "drizzle-orm";
import { build, type Statement } from "../../storage/db.ts";
import { tokens } from "../../storage/schema/index.ts";
import { isOf, key } from "./columns.ts";
import { isGuessable, type TokenType } from "./secrets.ts";
import type { TokenSeed } from "./seed.ts";

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
