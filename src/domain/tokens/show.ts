/** Tokens as they are shown. */
import type { TokenRow } from "../../models/token.ts";
import type { Context } from "../context/index.ts";
import type { NewToken } from "./new-token.ts";
import type { StoredToken } from "./redeem.ts";

/** Shows a token to its creator. Only keys are shown the secret. */
export const toTokenRow = (
  { caller, now }: Context,
  { expire, id, secret }: NewToken,
  userId: string,
  phrase = "",
): TokenRow => ({ id, createdAt: now, userId, secret: caller.kind === "key" ? secret : "", expire, phrase });

/** A token as shown after its use. */
export const toSpentRow = ({ createdAt, expire, id }: StoredToken, userId: string): TokenRow => ({
  id,
  createdAt,
  userId,
  secret: "",
  expire,
  phrase: "",
});
