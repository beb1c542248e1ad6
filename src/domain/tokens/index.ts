/** Single-use tokens. */
export { selectTokenParts, toTokenPart } from "./columns.ts";
export { areAskedBy, areOf, endEarlier, endTokens, endTokensTo, sentTo } from "./end.ts";
export {
  bearerOf,
  bearsToken,
  countWrong,
  foundToken,
  hasToken,
  isPresented,
  isToken,
  meantBy,
  type PresentedSecret,
  presentSecret,
  selectToken,
  spendToken,
  type StoredToken,
} from "./redeem.ts";
export { type TokenType } from "./secrets.ts";
export { newToken, type NewToken } from "./new-token.ts";
export { toSpentRow, toTokenRow } from "./show.ts";
export { type AskedToken, createToken, insertAskedToken, insertIdentityToken, insertToken } from "./store.ts";
