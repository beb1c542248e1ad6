/** The fields of OAuth2 providers (src/lib/oauth2/providers.ts) as parameters (docs/spec/oauth2.md#fields). */
import { fail, ok } from "../../../errors/result.ts";
import {
  array,
  exactly,
  optional,
  type Parameter,
  range,
  type Rule,
  text,
  unsettable,
} from "../../../http/rules/index.ts";
import type { Field, OAuth2Provider, SettingValue } from "../../../lib/oauth2/provider.ts";
import { parseEndpoint } from "../../../lib/oauth2/urls.ts";

/** The largest integer that every SDK reads. */
const integerMax = 2 ** 31 - 1;

/**
 * The parameters of a provider's fields, all optional: an omitted one keeps its value. So does null, except for a
 * number, which only null can unset.
 */
export const parametersOf = ({ fields }: OAuth2Provider): Record<string, Parameter<SettingValue | undefined>> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, parameterOf(field)]));

const parameterOf = (field: Field): Parameter<SettingValue | undefined> =>
  field.unset === null ? unsettable(ruleOf(field)) : { ...optional(ruleOf(field)), fallback: undefined };

function ruleOf(field: Field): Rule<SettingValue> {
  switch (field.type) {
    case "text":
      return field.pattern === undefined ? text(field.max, 0) : matching(text(field.max, 0), field.pattern);
    case "url":
    case "issuer":
      return address;
    case "choices":
      return choices(field.values, field.alone);
    case "integer":
      return range(field.min, integerMax);
  }
}

/** Texts that match a pattern, and the empty text, which clears the field. */
const matching = (rule: Rule<string>, pattern: RegExp): Rule<string> => ({
  schema: { ...rule.schema, pattern: `^$|${pattern.source}` },
  parse(value) {
    const parsed = rule.parse(value);
    if (!parsed.ok || parsed.value === "" || pattern.test(parsed.value)) return parsed;
    return fail(`Value must match ${pattern.source}`);
  },
});

/** Addresses that a provider may have, and the empty text, which clears the field. */
const address: Rule<string> = {
  schema: { type: "string" },
  parse: (value) =>
    value === "" || (typeof value === "string" && parseEndpoint(value) !== null)
      ? ok(value)
      : fail("Value must be empty, or an https URL without credentials or a fragment"),
};

/** A selection of the values, each once and in their order. */
function choices(values: readonly string[], alone: string): Rule<readonly string[]> {
  const list = array(exactly(values), values.length);
  return {
    schema: list.schema,
    parse(value) {
      const parsed = list.parse(value);
      if (!parsed.ok) return parsed;
      const chosen = values.filter((each) => parsed.value.includes(each));
      return chosen.includes(alone) && chosen.length > 1 ? fail(`Value must have "${alone}" alone`) : ok(chosen);
    },
  };
}
