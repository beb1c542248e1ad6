export { looseBoolean, strictBoolean } from "./boolean.ts";
export { email } from "./email.ts";
export { customId, uid, uniqueId } from "./id.ts";
export { comparedPassword, password } from "./password.ts";
export { phone } from "./phone.ts";
export { prefs } from "./prefs.ts";
export { redirectUrl } from "./redirect-url.ts";
export { array, optional, type Optional, orEmpty, orNull, type Parameter, type Rule } from "./rule.ts";
export { exactly, integer, label, oneOf, queryText, range, text } from "./text.ts";
