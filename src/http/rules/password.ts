/** Passwords, and stored hashes of them: 8 to 256 bytes of UTF-8 (docs/spec/validators.md#password). */
import { stringRule } from "./rule.ts";

const encoder = new TextEncoder();
const minBytes = 8;
const maxBytes = 256;

export const password = stringRule(
  { minLength: 3, maxLength: maxBytes },
  `Password must be between ${minBytes} and ${maxBytes} characters long.`,
  (value) => {
    if (value.length > maxBytes || !value.isWellFormed()) return false;
    const { length } = encoder.encode(value);
    return length >= minBytes && length <= maxBytes;
  },
);
