/** Sessions: statements that begin, read and end them. */
export {
  digestOf,
  hasSession,
  isLive,
  lasts,
  sealedTokensOf,
  selectSessionParts,
  sessionColumns,
  toStoredSession,
} from "./columns.ts";
export {
  openTokens,
  type RenewedTokens,
  sealTokens,
  seesTokens,
  sessionTokens,
  showTokens,
  type TokenColumns,
} from "./provider-tokens.ts";
export { showNewSession, showSession, showSessions } from "./show.ts";
export {
  addFactors,
  type BegunSession,
  endSession,
  dropSessions,
  endSessions,
  hasBegun,
  insertSession,
  insertSessionFrom,
  isBegun,
  type NewSession,
  newSession,
  newCredentials,
  revokeSessions,
  type SessionInput,
  type SessionCredentials,
  trimSessions,
} from "./statements.ts";
export { createSession, deleteSession, deleteSessions, extendSession, getSession, listSessions } from "./store.ts";
