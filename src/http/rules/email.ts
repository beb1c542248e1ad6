/** E-mail addresses (docs/spec/validators.md#email). */
import { ok } from "../../errors/result.ts";
import { emailMax, isEmail } from "../../lib/addresses/email.ts";
import { type Rule, stringRule } from "./rule.ts";

const asGiven = stringRule({ format: "email", maxLength: emailMax }, "Value must be a valid email address", isEmail);

/** An e-mail address, passed on in lower case. */
export const email: Rule<string> = {
  schema: asGiven.schema,
  parse(value) {
    const parsed = asGiven.parse(value);
    return parsed.ok ? ok(parsed.value.toLowerCase()) : parsed;
  },
};
