/** Identities: links between users and accounts at OAuth2 providers. */
export {
  countIdentities,
  isIdentity,
  type ProviderGrant,
  unsealGrant,
  sealIdentity,
  type SealedIdentity,
  selectKnown,
  toKnown,
  writeIdentity,
} from "./grant.ts";
export { identity, listIdentities, selectIdentityParts, toIdentityPart } from "./read.ts";
export { deleteIdentity, isIdentityOf } from "./store.ts";
