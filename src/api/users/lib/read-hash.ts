/** Hashes of other systems: their parameters, and the stored form. */
import { AppError } from "../../../errors/app-error.ts";
import { integer, oneOf, optional, type Parameter, type Rule, text } from "../../../http/rules/index.ts";
import type { ImportParameter, ImportValues, PasswordFormat, StoredPassword } from "../../../lib/passwords/registry.ts";

/** The rules of the import parameters beside the hash, in the order of the given formats. */
export function importParameters(
  formats: readonly PasswordFormat[],
): Record<string, Parameter<string | number | null>> {
  const all = formats.flatMap(({ parameters }) => Object.entries(parameters));
  return Object.fromEntries(all.map(([name, parameter]) => [name, toRule(parameter)]));
}

function toRule(parameter: ImportParameter): Parameter<string | number | null> {
  const rule = ruleOf(parameter);
  return parameter.optional === true ? optional(rule) : rule;
}

/** The rule of one of a format's parameters. */
export function ruleOf(parameter: ImportParameter): Rule<string | number> {
  switch (parameter.type) {
    case "text":
      return text(parameter.max, parameter.min);
    case "integer":
      return integer;
    case "choice":
      return oneOf(parameter.values);
  }
}

/**
 * Reads a hash of a known format.
 * @param input the parameters; null counts as absent
 * @throws AppError general_argument_invalid, which names the parameter and says what would be accepted
 */
export function readHash(
  format: PasswordFormat,
  encoded: string,
  input: Readonly<Record<string, unknown>>,
): StoredPassword {
  const parsed = format.parse(encoded, importValues(format, input));
  if (parsed.ok) return { hash: format.hash, password: encoded, options: parsed.value.options };
  const { message, parameter } = parsed.error;
  throw new AppError("general_argument_invalid", `Invalid \`${parameter}\` param: ${message}`);
}

function importValues({ parameters }: PasswordFormat, input: Readonly<Record<string, unknown>>): ImportValues {
  const values: Record<string, string | number> = {};
  for (const name of Object.keys(parameters)) {
    const value = input[name];
    if (typeof value === "string" || typeof value === "number") values[name] = value;
  }
  return values;
}
