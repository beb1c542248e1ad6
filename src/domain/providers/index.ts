/** Messaging providers of the project. */
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
