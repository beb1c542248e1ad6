/** Preferences: any JSON object up to a size (docs/spec/validators.md#preferences). */
import { fail, ok } from "../../errors/result.ts";
import type { Rule } from "./rule.ts";

/** Bytes of JSON, counted as upstream counts them. */
const maxBytes = 65_535;

/** The length in bytes of a JSON text as PHP writes it: `/` as `\/`, characters beyond ASCII as `\uXXXX`. */
function phpLength(json: string): number {
  let length = 0;
  for (const unit of json) {
    length += unit === "/" ? 2 : unit <= "\u007f" ? 1 : 6 * unit.length;
  }
  return length;
}

/** An object, passed on as its JSON text. `{}` and `[]` are the empty object; any other list is refused. */
export const prefs: Rule<string> = {
  schema: { type: "object", additionalProperties: true },
  parse(value) {
    const refusal = fail(`Value must be a valid object. Its JSON may have at most ${maxBytes} bytes.`);
    if (typeof value !== "object" || value === null) return refusal;
    const keys = Object.keys(value);
    if (keys.length === 0) return ok("{}");
    // PHP cannot tell an object with these keys from a list, and refuses both.
    if (keys.every((key, index) => key === String(index))) return refusal;
    const json = JSON.stringify(value);
    return phpLength(json) <= maxBytes ? ok(json) : refusal;
  },
};
