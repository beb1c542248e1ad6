/** Sessions: statements that begin, read and end them. */
export {
  type BegunSession,
  insertSession,
  insertSessionFrom,
  type NewSession,
  newSession,
  type SessionInput,
} from "./begin.ts";
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
export { hasBegun, isBegun, newCredentials, type SessionCredentials } from "./credentials.ts";
export { dropSessions, endSession, endSessions, revokeSessions, trimSessions } from "./end.ts";
export { addFactors } from "./factors.ts";
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
export { createSession, deleteSession, deleteSessions, extendSession, getSession, listSessions } from "./store.ts";
