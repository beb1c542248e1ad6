/** Single-use tokens. */
export { endEarlier, endTokens, sentTo } from "./end.ts";
export { countWrong, foundToken, hasToken, selectToken, spendToken, type StoredToken } from "./redeem.ts";
export { isGuessable, type TokenType } from "./secrets.ts";
export { newToken, type NewToken } from "./new-token.ts";
export { toSpentRow, toTokenRow } from "./show.ts";
export { createToken, insertIdentityToken, insertToken, noteOrigin } from "./store.ts";
