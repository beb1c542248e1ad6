/** Passwords, measured in bytes of UTF-8. */
import { passwordBytesMax } from "../../lib/passwords/limits.ts";
import { type Rule, stringRule } from "./rule.ts";

const encoder = new TextEncoder();

/** @param min bytes @param max bytes; a lone surrogate is refused @param unit the error's word for them */
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

/** A new password, or an imported hash: 8 to 256 bytes, which upstream calls characters (docs/spec/validators.md#password). */
export const password = passwordRule(8, 256, "characters");

/**
 * A password that is only compared with a stored one: from 1 byte to the longest that the formats read. The rule for new
 * passwords does not apply, because an imported user may have a shorter or a longer one.
 */
export const comparedPassword = passwordRule(1, passwordBytesMax, "bytes");

/** A stored hash of any format. The longest ones contain a signer key and a salt. */
export const storedHash = passwordRule(8, 1024, "bytes");
