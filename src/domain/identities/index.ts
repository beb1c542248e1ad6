/** Identities: links between users and accounts at OAuth2 providers. */
export {
  countIdentities,
  insertIdentity,
  isIdentity,
  type Provided,
  readProvided,
  selectKnown,
  toKnown,
  updateIdentity,
} from "./provided.ts";
export { listIdentities } from "./read.ts";
export { deleteIdentity, isIdentityOf, removeIdentities } from "./store.ts";
