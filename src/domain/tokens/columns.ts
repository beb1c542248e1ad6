/** Picks tokens by their user. */
import { type Where, where } from "../../lib/sql/index.ts";
import { tokens } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";

/** The tokens of a user. */
export const isOf = (self: Where<"users">): Where<"tokens"> => where(tokens)`${tokens.userSeq} = ${seqOf(self)}`;
