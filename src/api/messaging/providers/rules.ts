/** What the parameters of providers may be, where the common rules do not say it (docs/spec/messaging.md#kinds). */
import { fail, ok } from "../../../errors/result.ts";
import { email, oneOf, type Rule } from "../../../http/rules/index.ts";
import { isRecord } from "../../../storage/row.ts";

/** A parameter's value; null: none. */
export type Value = string | number | boolean | Readonly<Record<string, unknown>> | null;

/** Whether a value says nothing: where a provider is changed, the old one stays. */
export const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (typeof value === "object" && Object.keys(value).length === 0);

/** Bytes of a credential: what a provider has of them fits a statement, sealed, and can be sealed again (scripts/rekey.ts). */
const bytesMax = 8_192;

const fits = (text: string): boolean => text.length <= bytesMax && new TextEncoder().encode(text).length <= bytesMax;

/** A text of 1 to 8,192 bytes; upstream has no bound. */
export const anyText: Rule<string> = {
  schema: { type: "string", minLength: 1, maxLength: bytesMax },
  parse: (value) =>
    typeof value === "string" && value !== "" && value.isWellFormed() && fits(value)
      ? ok(value)
      : fail(`Value must be a valid string and at least 1 chars and no longer than ${bytesMax} bytes`),
};

/** An e-mail address, passed on as it was given: recipients see it. */
export const sender: Rule<string> = {
  schema: email.schema,
  parse(value) {
    const parsed = email.parse(value);
    return parsed.ok && typeof value === "string" ? ok(value) : parsed;
  },
};

export const jsonObject: Rule<Readonly<Record<string, unknown>>> = {
  schema: { type: "object", additionalProperties: true },
  parse: (value) =>
    isRecord(value) && fits(JSON.stringify(value))
      ? ok(value)
      : fail(`Value must be a valid object, as JSON no longer than ${bytesMax} bytes`),
};

const encryptions = oneOf(["none", "ssl", "tls"]);

/** How mail is encrypted on its way; `none` is passed on as "". */
export const encryption: Rule<string> = {
  schema: encryptions.schema,
  parse(value) {
    const parsed = encryptions.parse(value);
    return parsed.ok && parsed.value === "none" ? ok("") : parsed;
  },
};

/** What a rule takes, and what is empty, which is null: the old value stays. */
export const orKeep = <T>(rule: Rule<T>): Rule<T | null> => ({
  schema: rule.schema,
  parse: (value) => (isEmpty(value) ? ok(null) : rule.parse(value)),
});
