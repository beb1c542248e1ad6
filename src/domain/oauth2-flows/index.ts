/** OAuth2 flows: sign-ins with a provider that are under way. */
export { beginFlow, type Flow, redirectPath, takeFlow } from "./store.ts";
