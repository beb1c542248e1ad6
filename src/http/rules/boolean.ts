/** Booleans, strict and loose (docs/spec/validators.md#boolean). */
import { fail, ok } from "../../errors/result.ts";
import type { Rule } from "./rule.ts";

const sentence = "Value must be a valid boolean";

/** Exactly JSON true or false. */
export const strictBoolean: Rule<boolean> = {
  schema: { type: "boolean" },
  parse: (value) => (typeof value === "boolean" ? ok(value) : fail(sentence)),
};

const spellings = new Map<unknown, boolean>([
  [true, true],
  ["true", true],
  ["True", true],
  ["1", true],
  [1, true],
  [false, false],
  ["false", false],
  ["False", false],
  ["0", false],
  [0, false],
]);

/** A boolean in any spelling of SDKs and query strings: the SDKs for Python and .NET write `True`. */
export const looseBoolean: Rule<boolean> = {
  schema: { type: "boolean" },
  parse(value) {
    const parsed = spellings.get(value);
    return parsed === undefined ? fail(sentence) : ok(parsed);
  },
};
