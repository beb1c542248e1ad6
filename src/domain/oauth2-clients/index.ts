/** OAuth2 clients of the project, and sign-ins under way. */
export { beginFlow, type Flow, redirectPath, takeFlow } from "./flows.ts";
export {
  changeProvider,
  clientOf,
  getProvider,
  listProviders,
  type OAuth2ProviderRow,
  selectProvider,
} from "./store.ts";
export { given, web } from "./web.ts";
