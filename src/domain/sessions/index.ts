/** Sessions: statements that begin, read and end them. */
export { digestOf, hasSession, isLive, lasts, sealedTokensOf, sessionColumns, toStoredSession } from "./columns.ts";
export {
  openTokens,
  type RenewedTokens,
  sealTokens,
  seesTokens,
  sessionTokens,
  type TokenColumns,
} from "./provider-tokens.ts";
export { begun, showSession, toSessionRow } from "./show.ts";
export {
  addFactors,
  begunSession,
  endSession,
  endSessions,
  hasBegun,
  insertSession,
  isBegun,
  type NewSession,
  revokeSessions,
  seedSession,
  type SessionSeed,
  trimSessions,
} from "./statements.ts";
export { createSession, deleteSession, deleteSessions, extendSession, getSession, listSessions } from "./store.ts";
