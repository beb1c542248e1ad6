/** Tokens as they are shown. */
import type { TokenRow } from "../../models/token.ts";
import type { Context } from "../context/index.ts";
import type { NewToken } from "./new-token.ts";
import type { StoredToken } from "./redeem.ts";

/** A token as it is shown to whoever had it made. Its secret is shown to keys only. */
export const toTokenRow = (
  { caller, now }: Context,
  { expire, id, secret }: NewToken,
  userId: string,
  phrase = "",
): TokenRow => ({ id, createdAt: now, userId, secret: caller.kind === "key" ? secret : "", expire, phrase });

/** A token as it is shown once it is used up. */
export const toSpentRow = ({ createdAt, expire, id }: StoredToken, userId: string): TokenRow => ({
  id,
  createdAt,
  userId,
  secret: "",
  expire,
  phrase: "",
});
