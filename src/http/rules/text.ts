/** Texts, choices and numbers (docs/spec/validators.md). */
import { fail, ok } from "../../errors/result.ts";
import { type Rule, stringRule } from "./rule.ts";

/** Whether a text has at most `max` code points. For nearly every text the length in UTF-16 units is enough to know. */
function hasAtMost(max: number, value: string): boolean {
  return value.length <= max || (value.length <= 2 * max && [...value].length <= max);
}

/** A text of `min` (default 1) to `max` code points. A lone surrogate is refused. */
export function text(max: number, min = 1): Rule<string> {
  return stringRule(
    { minLength: min, maxLength: max },
    `Value must be a valid string and at least ${min} chars and no longer than ${max} chars`,
    (value) => value.length >= min && hasAtMost(max, value) && value.isWellFormed(),
  );
}

/**
 * A code or secret typed by a person, of at most `max` code points; passed on without blanks, dashes and invisible
 * characters.
 */
export function typedCode(max: number): Rule<string> {
  const typed = text(max);
  return {
    schema: typed.schema,
    parse(value) {
      const parsed = typed.parse(value);
      return parsed.ok ? ok(toCode(parsed.value)) : parsed;
    },
  };
}

const toCode = (value: string): string => value.normalize("NFKC").replaceAll(/[\s\p{Cf}\p{Pd}]/gu, "");

/** A label: 1 to 36 letters and digits (docs/spec/validators.md#labels). */
export const label = stringRule(
  { pattern: "^[A-Za-z0-9]{1,36}$" },
  "Value must be a valid string and at least 1 chars and no longer than 36 chars and only consist of 'A-Z, a-z, 0-9' chars",
  (value) => /^[A-Za-z0-9]{1,36}$/.test(value),
);

/** One of a few lower-case texts, given in any case; passed on in lower case (docs/spec/validators.md#choice). */
export function oneOf<const Value extends string>(values: readonly Value[]): Rule<Value> {
  const sentence = `Value must be one of (${values.join(", ")})`;
  return {
    schema: { type: "string", enum: values },
    parse(value) {
      const lower = typeof value === "string" ? value.toLowerCase() : "";
      const found = values.find((candidate) => candidate === lower);
      return found === undefined ? fail(sentence) : ok(found);
    },
  };
}

/** One of a few texts, exactly. */
export const exactly = (values: readonly string[]): Rule<string> =>
  stringRule({ enum: values }, `Value must be one of (${values.join(", ")})`, (value) => values.includes(value));

/** A JSON integer of 32 bits. */
export const integer: Rule<number> = {
  schema: { type: "integer", format: "int32" },
  parse: (value) =>
    typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 2 ** 31
      ? ok(value)
      : fail("Value must be a valid integer"),
};

/** An integer from `min` to `max`, or a text of its digits (docs/spec/validators.md#range). */
export function range(min: number, max: number): Rule<number> {
  const english = (value: number) => value.toLocaleString("en-US");
  return {
    schema: { type: "integer", format: "int32", minimum: min, maximum: max },
    parse(value) {
      const number = typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
      return typeof number === "number" && Number.isInteger(number) && number >= min && number <= max
        ? ok(number)
        : fail(`Value must be a valid range between ${english(min)} and ${english(max)}`);
    },
  };
}

/** One query as text, which the list parses. */
export const queryText: Rule<string> = stringRule({}, "Value must be a valid string", () => true);
