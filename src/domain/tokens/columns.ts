/** Picks tokens by their user. */
import { type SQL, type Where, where } from "../../lib/sql/index.ts";
import type { TokenRow } from "../../models/token.ts";
import { type PartKey, selectParts } from "../../storage/part.ts";
import { integer, reader, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { tokens } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";

/** The tokens of a user. */
export const isOf = (self: Where<"users">): Where<"tokens"> => where(tokens)`${tokens.userSeq} = ${seqOf(self)}`;

const token = reader({ id: text(tokens.id), createdAt: integer(tokens.createdAt), expire: integer(tokens.expire) });

/** A query for tokens that events are about. */
export const selectTokenParts = (keys: readonly PartKey[]): SQL => selectParts(tokens, token.columns, keys, "userSeq");

/** A row of `selectTokenParts`, without its secret and phrase. */
export const toTokenPart = (row: Row): Omit<TokenRow, "userId"> => ({ ...token.read(row), secret: "", phrase: "" });
