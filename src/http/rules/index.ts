export { looseBoolean, strictBoolean } from "./boolean.ts";
export { email } from "./email.ts";
export { customId, uid } from "./id.ts";
export { comparedPassword, password, storedHash } from "./password.ts";
export { phone } from "./phone.ts";
export { prefs } from "./prefs.ts";
export { redirectUrl } from "./redirect-url.ts";
export {
  array,
  oneOrMany,
  optional,
  type Optional,
  orEmpty,
  orNull,
  orNullBelow,
  type Parameter,
  type Rule,
  unsettable,
} from "./rule.ts";
export { identifier, providerType } from "./target.ts";
export { exactly, integer, label, oneOf, queryText, range, text, typedCode } from "./text.ts";
