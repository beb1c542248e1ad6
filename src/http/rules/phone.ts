/** Phone numbers (docs/spec/validators.md#phone). */
import { isPhone } from "../../lib/addresses/phone.ts";
import { stringRule } from "./rule.ts";

export const phone = stringRule(
  { pattern: "^\\+[1-9]\\d{6,14}$" },
  "Phone number must start with a '+' and a country calling code and can have a maximum of fifteen digits.",
  isPhone,
);
