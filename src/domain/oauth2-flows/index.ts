/** OAuth2 flows: pending sign-ins with a provider. */
export { beginFlow, type Flow, redirectPath, takeFlow } from "./store.ts";
