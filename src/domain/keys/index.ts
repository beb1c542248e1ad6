/** API keys, stored and ephemeral. */
export { findEphemeralKey, mintEphemeralKey } from "./ephemeral.ts";
export { keysResource } from "./resource.ts";
export { keyScopes } from "./scopes.ts";
export {
  deleteKey,
  findMarkedKey,
  findStandardKey,
  getKey,
  insertKey,
  listKeys,
  keyMarkOf,
  updateKey,
} from "./store.ts";
