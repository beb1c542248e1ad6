/** API keys, stored and ephemeral. */
export { findEphemeralKey, mintEphemeralKey } from "./ephemeral.ts";
export { keysResource } from "./resource.ts";
export { keyScopes } from "./scopes.ts";
export { deleteKey, findStandardKey, getKey, insertKey, listKeys, updateKey } from "./store.ts";
