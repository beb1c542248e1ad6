/** OAuth2 clients of the project. */
export {
  changeProvider,
  clientOf,
  getProvider,
  listProviders,
  type OAuth2ProviderRow,
  selectProvider,
} from "./store.ts";
export { given, web } from "./web.ts";
