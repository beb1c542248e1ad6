/** Picks tokens by their user, and names what KV has of them. */
import { type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import type { TokenRow } from "../../models/token.ts";
import { tokenKey } from "../../storage/kv.ts";
import { type PartKey, selectParts } from "../../storage/part.ts";
import { integer, reader, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { tokens } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";

/** The tokens of a user. */
export const isOf = (self: Where<"users">): Where<"tokens"> => where(tokens)`${tokens.userSeq} = ${seqOf(self)}`;

/** What a statement that ends tokens returns of each: where KV has its body. */
export const key = sql`${tokenKey("")} || ${tokens.id}`;

const token = reader({ id: text(tokens.id), createdAt: integer(tokens.createdAt), expire: integer(tokens.expire) });

/** A query for tokens that events are about. */
export const selectTokenParts = (keys: readonly PartKey[]): SQL => selectParts(tokens, token.columns, keys, "userSeq");

/** A row of `selectTokenParts`: nothing that redeems it. */
export const toTokenPart = (row: Row): Omit<TokenRow, "userId"> => ({ ...token.read(row), secret: "", phrase: "" });
