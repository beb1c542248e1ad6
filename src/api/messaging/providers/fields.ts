/** The fields of messaging providers (src/lib/delivery/providers) as parameters (docs/spec/messaging.md#kinds). */
import { fail, ok } from "../../../errors/result.ts";
import {
  email,
  oneOf,
  optional,
  type Parameter,
  phone,
  range,
  type Rule,
  strictBoolean,
  text,
} from "../../../http/rules/index.ts";
import { type Field, isEmpty, type MessagingProvider, type SettingValue } from "../../../lib/delivery/provider.ts";
import { isRecord } from "../../../storage/row.ts";

type Parameters = Record<string, Parameter<SettingValue>>;

/** The name of a provider as the SDKs spell it: `Sendgrid`. */
export const spellingOf = ({ name }: MessagingProvider): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** The parameters of a creation. Fields with a fallback are optional. */
export const parametersOf = ({ fields }: MessagingProvider): Parameters =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const rule = ruleOf(field);
      return [name, field.fallback === undefined ? rule : optional(rule, field.fallback)];
    }),
  );

/** The parameters of a change. An omitted or empty field keeps the stored value. */
export const changesOf = ({ fields }: MessagingProvider): Parameters =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, optional(orKeep(ruleOf(field)))]));

/** Accepts the values of a rule, and an empty value, which becomes null: the stored value stays. */
export const orKeep = <T>(rule: Rule<T>): Rule<T | null> => ({
  schema: rule.schema,
  parse: (value) => (isEmpty(value) ? ok(null) : rule.parse(value)),
});

function ruleOf(field: Field): Rule<SettingValue> {
  switch (field.type) {
    case "text":
      return anyText;
    case "name":
      return text(field.max, 0);
    case "email":
      return address;
    case "phone":
      return phone;
    case "boolean":
      return strictBoolean;
    case "object":
      return jsonObject;
    case "integer":
      return range(field.min, field.max);
    case "choice":
      return choice(field.values, field.none);
  }
}

/** The longest credential in bytes. All of a provider's, sealed, fit in one statement and can be resealed (scripts/rekey.ts). */
const bytesMax = 8_192;

const fits = (text: string): boolean => text.length <= bytesMax && new TextEncoder().encode(text).length <= bytesMax;

/** A text of 1 to 8,192 bytes; upstream has no bound. */
const anyText: Rule<string> = {
  schema: { type: "string", minLength: 1, maxLength: bytesMax },
  parse: (value) =>
    typeof value === "string" && value !== "" && value.isWellFormed() && fits(value)
      ? ok(value)
      : fail(`Value must be a valid string and at least 1 chars and no longer than ${bytesMax} bytes`),
};

/** An email address, passed on unchanged, because recipients see it. */
const address: Rule<string> = {
  schema: email.schema,
  parse(value) {
    const parsed = email.parse(value);
    return parsed.ok && typeof value === "string" ? ok(value) : parsed;
  },
};

const jsonObject: Rule<Readonly<Record<string, unknown>>> = {
  schema: { type: "object", additionalProperties: true },
  parse: (value) =>
    isRecord(value) && fits(JSON.stringify(value))
      ? ok(value)
      : fail(`Value must be a valid object, as JSON no longer than ${bytesMax} bytes`),
};

/** One of the values; `none` is passed on as "". */
function choice(values: readonly string[], none: string): Rule<string> {
  const rule = oneOf(values);
  return {
    schema: rule.schema,
    parse(value) {
      const parsed = rule.parse(value);
      return parsed.ok && parsed.value === none ? ok("") : parsed;
    },
  };
}
