/** Passwords, measured in bytes of UTF-8. */
import { passwordBytesMax } from "../../lib/passwords/limits.ts";
import { type Rule, stringRule } from "./rule.ts";

const encoder = new TextEncoder();

/** @param min bytes @param max bytes. Half a surrogate pair makes no text. @param unit as the error calls them */
function passwordRule(min: number, max: number, unit: "bytes" | "characters"): Rule<string> {
  return stringRule(
    // JSON Schema counts code points, of up to four bytes each.
    { minLength: Math.ceil(min / 4), maxLength: max },
    `Password must be between ${min} and ${max} ${unit} long.`,
    (value) => {
      if (value.length > max || !value.isWellFormed()) return false;
      const { length } = encoder.encode(value);
      return length >= min && length <= max;
    },
  );
}

/** A password that is set, or a stored hash that is imported: 8 to 256 bytes, which upstream calls characters (docs/spec/validators.md#password). */
export const password = passwordRule(8, 256, "characters");

/**
 * A password that is only compared with a stored one: 1 byte to as many as the formats look at. The rule for new passwords
 * does not apply, because an imported user may have a shorter or a longer one.
 */
export const comparedPassword = passwordRule(1, passwordBytesMax, "bytes");

/** A stored hash of any format: the longest carry a signer key and a salt with them. */
export const storedHash = passwordRule(8, 1024, "bytes");
