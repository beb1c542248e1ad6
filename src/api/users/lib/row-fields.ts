/**
 * Reads objects inside of rows, field by field: an error names the first wrong field, and the values that it accepts.
 */
import { fail, ok, type Result } from "../../../errors/result.ts";
import type { RowRefusal } from "../../../domain/imports/index.ts";
import type { Optional, Parameter, Rule } from "../../../http/rules/index.ts";
import { lazy } from "../../../lib/lazy/lazy.ts";
import { parseDatetime } from "../../../lib/queries/index.ts";
import type { JsonSchema } from "../../../models/json-schema.ts";

/** The context of rules that depend on more than the value. */
export type RuleContext = Parameters<Rule<unknown>["parse"]>[1];

type Fields = Readonly<Record<string, Parameter<unknown>>>;

type Values<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends Optional<infer T> ? T : F[Name] extends Rule<infer T> ? T : never;
};

/** An object of known fields. */
export interface ObjectReader<F extends Fields> {
  readonly schema: JsonSchema;
  /** @param path of the object in its row, such as `targets[0].`; "" for the row */
  readonly read: (value: unknown, context: RuleContext, path: string) => Result<Values<F>, RowRefusal>;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Describes an object.
 * @param fields in the order in which they are checked
 * @param ignored fields that models show and an import cannot set
 */
export function objectOf<const F extends Fields>(fields: F, ignored: readonly string[]): ObjectReader<F> {
  // Made for the first row, to keep the start of an isolate fast.
  const entriesOf = lazy(() =>
    Object.entries(fields).map(([name, parameter]) => {
      const isOptional = "optional" in parameter;
      const rule = isOptional ? parameter.optional : parameter;
      return { name, rule, isOptional, fallback: isOptional ? parameter.fallback : undefined };
    }),
  );
  const known = lazy(() => new Set([...Object.keys(fields), ...ignored]));
  return {
    get schema() {
      const entries = entriesOf();
      return {
        type: "object",
        properties: Object.fromEntries(entries.map(({ name, rule }) => [name, rule.schema])),
        required: entries.filter(({ isOptional }) => !isOptional).map(({ name }) => name),
      };
    },
    read(value, context, path) {
      const whole = path === "" ? "row" : path.slice(0, -1);
      if (!isObject(value)) return fail({ parameter: whole, message: "Value must be a JSON object." });
      const names = known();
      for (const name of Object.keys(value)) {
        if (names.has(name)) continue;
        const accepted = Object.keys(fields).join(", ");
        return fail({ parameter: path + name, message: `Unknown field. Leave it out, or use one of (${accepted}).` });
      }
      const values: Record<string, unknown> = {};
      for (const { fallback, isOptional, name, rule } of entriesOf()) {
        const given = Object.hasOwn(value, name) ? (value[name] ?? undefined) : undefined;
        if (given === undefined) {
          if (!isOptional) return fail({ parameter: path + name, message: "The field is not optional." });
          values[name] = fallback;
          continue;
        }
        const parsed = rule.parse(given, context);
        if (!parsed.ok) return fail({ parameter: path + name, message: parsed.error });
        values[name] = parsed.value;
      }
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the value of each name was returned by its own rule
      return ok(values as Values<F>);
    },
  };
}

/** Reads a list of objects; absent: none. @param max the most objects */
export function listOf<F extends Fields>(
  reader: ObjectReader<F>,
  list: unknown,
  max: number,
  context: RuleContext,
  name: string,
): Result<readonly Values<F>[], RowRefusal> {
  if (list === undefined || list === null) return ok([]);
  if (!Array.isArray(list) || list.length > max) {
    return fail({ parameter: name, message: `Value must be an array of at most ${max} objects.` });
  }
  const items: Values<F>[] = [];
  for (const [index, element] of list.entries()) {
    const item = reader.read(element, context, `${name}[${index}].`);
    if (!item.ok) return item;
    items.push(item.value);
  }
  return ok(items);
}

/** Accepts the values of a rule, and the empty text, which models show for null. */
export const orNone = <T>(rule: Rule<T>): Rule<T | null> => ({
  schema: { anyOf: [rule.schema, { type: "string", maxLength: 0 }] },
  parse: (value, context) => (value === "" ? ok(null) : rule.parse(value, context)),
});

/** Accepts the values of a rule without U+0000, at which SQLite ends a text that it reads from JSON. */
export const withoutNul = (rule: Rule<string>): Rule<string> => ({
  ...rule,
  parse(value, context) {
    const parsed = rule.parse(value, context);
    return parsed.ok && parsed.value.includes("\0") ? fail("Value must not contain the character U+0000.") : parsed;
  },
});

/** A date as ISO 8601, from 1970 on; milliseconds since the Unix epoch. */
export const date: Rule<number> = {
  schema: { type: "string", format: "date-time" },
  parse(value) {
    const instant = typeof value === "string" ? parseDatetime(value) : null;
    return instant === null || instant < 0
      ? fail("Value must be a date such as 2026-01-31T12:00:00.000+00:00, not before 1970.")
      : ok(instant);
  },
};

/** Any list or object, whose contents are checked later. */
export const anyList: Rule<unknown> = {
  schema: { type: "array", items: { type: "object" } },
  parse: (value) => ok(value),
};
export const anyObject: Rule<Readonly<Record<string, unknown>>> = {
  schema: { type: "object", additionalProperties: true },
  parse: (value) => (isObject(value) ? ok(value) : fail("Value must be a JSON object.")),
};
