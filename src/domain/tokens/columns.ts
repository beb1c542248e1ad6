/** Picks tokens by their user, and names what KV has of them. */
import { type SQL, sql } from "drizzle-orm";
import { tokenKey } from "../../storage/bodies.ts";
import { seqOf } from "../../storage/owner.ts";
import { tokens } from "../../storage/schema/index.ts";

/** The tokens of a user. */
export const isOf = (self: SQL): SQL => sql`${tokens.userSeq} = ${seqOf(self)}`;

/** What a statement that ends tokens returns of each: where KV has its body. */
export const key = sql<string>`${tokenKey("")} || ${tokens.id}`.as("key");
