/** Messaging providers of the project. */
export { isComplete, kinds, type ProviderKind, settingsOf, spellingOf } from "./kinds.ts";
export { providersResource } from "./resource.ts";
export {
  changeProvider,
  deleteProvider,
  getProvider,
  insertProvider,
  isProvider,
  listProviders,
  selectSender,
  toSender,
} from "./store.ts";
