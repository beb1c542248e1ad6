/** Single-use tokens. */
export type { TokenType } from "./secrets.ts";
export {
  countWrong,
  createToken,
  endEarlier,
  endTokens,
  foundToken,
  hasToken,
  insertIdentityToken,
  insertToken,
  noteOrigin,
  seedToken,
  selectToken,
  sentTo,
  spendToken,
  type StoredToken,
  type TokenSeed,
  toSpentRow,
  toTokenRow,
} from "./store.ts";
