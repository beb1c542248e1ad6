/** Reads the password of an imported row: the hash, the name of its format, and its options. */
import { fail, ok, type Result } from "../../../errors/result.ts";
import type { RowRefusal } from "../../../domain/imports/index.ts";
import type { Rule } from "../../../http/rules/index.ts";
import {
  allFormats,
  findFormat,
  identify,
  type PasswordFormat,
  type StoredPassword,
  unwrap,
} from "../../../lib/passwords/registry.ts";
import { ruleOf } from "./read-hash.ts";

const formatNames = allFormats.map(({ hash }) => hash);

/** Options in the user models of Appwrite and Rollcall that only repeat the text of the hash. */
const repeated: Readonly<Record<string, readonly string[]>> = {
  argon2: ["memoryCost", "timeCost", "threads"],
  bcrypt: ["cost"],
  phpass: ["iteration_count_log2", "portable_hashes"],
};

interface FormatRules {
  /** The parameters of options, by their names in an import or in the user model. */
  readonly parameterOf: ReadonlyMap<string, string>;
  readonly rules: ReadonlyMap<string, Rule<string | number>>;
}

/** The rules of each format, made for the first row that has it. */
const rulesByFormat = new Map<PasswordFormat, FormatRules>();

function rulesOf(format: PasswordFormat): FormatRules {
  const known = rulesByFormat.get(format);
  if (known !== undefined) return known;
  const names = Object.keys(format.parameters);
  const made: FormatRules = {
    parameterOf: new Map([...names.map((name) => [name, name] as const), ...Object.entries(format.options)]),
    rules: new Map(Object.entries(format.parameters).map(([name, parameter]) => [name, ruleOf(parameter)])),
  };
  rulesByFormat.set(format, made);
  return made;
}

const refuse = (parameter: string, message: string) => fail<RowRefusal>({ parameter, message });

/** Reads the options of a row. @returns them by the names of the format's parameters */
function readOptions(
  format: PasswordFormat,
  options: Readonly<Record<string, unknown>>,
): Result<Readonly<Record<string, string | number>>, RowRefusal> {
  const { parameterOf, rules } = rulesOf(format);
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === null || repeated[format.hash]?.includes(name) === true) continue;
    if (name === "type") {
      if (value === format.hash) continue;
      return refuse("hashOptions.type", `Value must be ${format.hash}, the format of the hash, or be left out.`);
    }
    const parameter = parameterOf.get(name);
    const rule = parameter === undefined ? undefined : rules.get(parameter);
    if (parameter === undefined || rule === undefined) {
      const known = [...rules.keys()].join(", ");
      const accepted = known === "" ? "no options" : `only (${known})`;
      return refuse(`hashOptions.${name}`, `A hash of the format ${format.hash} takes ${accepted}.`);
    }
    const parsed = rule.parse(value);
    if (!parsed.ok) return refuse(`hashOptions.${name}`, parsed.error);
    values[parameter] = parsed.value;
  }
  return ok(values);
}

/** The options to store because the user model shows them: the costs of argon2. */
function keptOf({ hash }: PasswordFormat, options: Readonly<Record<string, unknown>>): Record<string, number> {
  const kept: Record<string, number> = {};
  if (hash !== "argon2") return kept;
  for (const name of repeated[hash] ?? []) {
    const value = options[name];
    if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) kept[name] = value;
  }
  return kept;
}

/**
 * Reads a stored password, of any format of the registry and within its ceilings.
 * @param encoded the text of the hash
 * @param named the format; null: the text says it
 */
export function importPassword(
  encoded: string,
  named: string | null,
  options: Readonly<Record<string, unknown>>,
): Result<StoredPassword, RowRefusal> {
  const text = unwrap(encoded);
  const format = named === null ? identify(text) : findFormat(named);
  if (format === undefined) {
    const names = formatNames.join(", ");
    return refuse("hash", `The password does not say its format, so \`hash\` must be one of (${names}).`);
  }
  const values = readOptions(format, options);
  if (!values.ok) return values;
  const parsed = format.parse(text, values.value);
  if (!parsed.ok) {
    const { message, parameter } = parsed.error;
    return refuse(parameter === "password" ? parameter : `hashOptions.${parameter}`, message);
  }
  return ok({ hash: format.hash, password: text, options: { ...parsed.value.options, ...keptOf(format, options) } });
}
