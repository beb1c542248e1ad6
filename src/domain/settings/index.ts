/** The project's settings, and the password policies they set. */
export { assertAcceptable, assertNew, type PasswordHistory, remembered } from "./password-policy.ts";
export { changeSettings, getSettings, selectSettings, toSettings } from "./store.ts";
