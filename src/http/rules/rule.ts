/**
 * The values of a parameter. A rule takes an untrusted value and returns it typed, or says in one sentence which values
 * it accepts (docs/spec/requests.md#parameters). Pure.
 */
import { fail, ok, type Result } from "../../errors/result.ts";
import type { JsonSchema } from "../../models/json-schema.ts";
import type { Version } from "../../models/version.ts";
import type { Deployment } from "../hosts.ts";

export interface Rule<T> {
  /** It takes the id of a new row, which must not be a reserved one (http/reserved-ids.ts). */
  readonly isNewId?: true;
  /** The value of null for response formats below a version. */
  readonly nullBelow?: { readonly version: Version; readonly value: T };
  /** The schema in the OpenAPI document. */
  readonly schema: JsonSchema;
  /**
   * @param deployment the configuration that the rule depends on, besides the value
   * @returns the value, or the sentence that follows "Invalid `<name>` param: "
   */
  parse(value: unknown, deployment?: Deployment): Result<T>;
}

/** A parameter that may be absent or null, and then counts as `fallback`. */
export interface Optional<T> {
  readonly optional: Rule<T>;
  readonly fallback: T;
  /** null does not count as absent, and goes to the rule. */
  readonly takesNull?: true;
}

export type Parameter<T> = Rule<T> | Optional<T>;

/** A parameter that may be left out: its value is then `fallback`, or null where none is given. */
export function optional<T>(rule: Rule<T>): Optional<T | null>;
export function optional<T>(rule: Rule<T>, fallback: T): Optional<T>;
export function optional<T>(rule: Rule<T>, fallback: T | null = null): Optional<T | null> {
  return { optional: rule, fallback };
}

/** An optional parameter: undefined if left out. null is a separate value, which clears the field. */
export const unsettable = <T>(rule: Rule<T>): Optional<T | null | undefined> => ({
  optional: orNull<T | null>(rule, null),
  fallback: undefined,
  takesNull: true,
});

/** A rule on strings. An accepted string is passed on unchanged. */
export function stringRule(schema: JsonSchema, sentence: string, accepts: (value: string) => boolean): Rule<string> {
  return {
    schema: { type: "string", ...schema },
    parse: (value) => (typeof value === "string" && accepts(value) ? ok(value) : fail(sentence)),
  };
}

/** Accepts the values of a rule, and the empty text: on updates, that clears the field. */
export function orEmpty(rule: Rule<string>): Rule<string> {
  return {
    schema: { anyOf: [rule.schema, { type: "string", maxLength: 0 }] },
    parse: (value, deployment) => (value === "" ? ok("") : rule.parse(value, deployment)),
  };
}

/** Accepts the values of a rule, and null, which stands for `value`. */
export function orNull<T>(rule: Rule<T>, value: T): Rule<T> {
  return {
    schema: { anyOf: [rule.schema, { type: "null" }] },
    parse: (given, deployment) => (given === null ? ok(value) : rule.parse(given, deployment)),
  };
}

/** A list of at most `max` values, or a single value, which becomes a list of one. */
export function oneOrMany<T>(rule: Rule<T>, max: number): Rule<readonly T[]> {
  const many = array(rule, max);
  return {
    schema: { anyOf: [many.schema, rule.schema] },
    parse: (value, deployment) => many.parse(Array.isArray(value) ? value : [value], deployment),
  };
}

/** Accepts the values of a rule; and null, which older SDKs send, for response formats below the version. */
export const orNullBelow = <T>(version: Version, rule: Rule<T>, value: T): Rule<T> => ({
  ...rule,
  nullBelow: { version, value },
});

/** A list of at most `max` values that each satisfy `rule`. */
export function array<T>(rule: Rule<T>, max: number): Rule<readonly T[]> {
  const sentence = `Value must a valid array no longer than ${max} items`;
  return {
    schema: { type: "array", items: rule.schema, maxItems: max },
    parse(value, deployment) {
      if (!Array.isArray(value) || value.length > max) return fail(sentence);
      const items: T[] = [];
      for (const element of value) {
        const item = rule.parse(element, deployment);
        if (!item.ok) return fail(`${sentence} and ${item.error}`);
        items.push(item.value);
      }
      return ok(items);
    },
  };
}
