/** Picks tokens by their user, and names what KV has of them. */
import { sql, type Where, where } from "../../lib/sql/index.ts";
import { tokenKey } from "../../storage/kv.ts";
import { tokens } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";

/** The tokens of a user. */
export const isOf = (self: Where<"users">): Where<"tokens"> => where(tokens)`${tokens.userSeq} = ${seqOf(self)}`;

/** What a statement that ends tokens returns of each: where KV has its body. */
export const key = sql`${tokenKey("")} || ${tokens.id}`;
