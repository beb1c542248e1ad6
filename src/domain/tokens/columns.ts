/** Picks tokens by their user, and names what KV has of them. */
import { type SQL, sql } from "../../lib/sql/index.ts";
import { tokenKey } from "../../storage/kv.ts";
import { tokens } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";

/** The tokens of a user. */
export const isOf = (self: SQL): SQL => sql`${tokens.userSeq} = ${seqOf(self)}`;

/** What a statement that ends tokens returns of each: where KV has its body. */
export const key = sql`${tokenKey("")} || ${tokens.id}`;
