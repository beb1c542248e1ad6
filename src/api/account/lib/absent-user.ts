/**
 * The user id in an answer for an email that no user has: the answer looks like any other
 * (docs/decisions/0006-asking-for-a-message.md).
 */
import type { Config } from "../../../domain/context/index.ts";
import { deriveKey } from "../../../lib/crypto/derive.ts";
import { hmac } from "../../../lib/crypto/digest.ts";

/** When they could have signed up, in microseconds since the Unix epoch: in the year from here. */
const firstDay = Date.UTC(2025, 10, 1) * 1_000;
const year = 365 * 86_400_000_000;

/**
 * A user who could have the email: for one email always the same, with an id of the form that the server makes
 * (lib/crypto/ids.ts). Where apps choose ids of another form, it can be told from theirs.
 */
export function absentUser({ secretKeys: [current] }: Config, email: string) {
  const digits = hmac(deriveKey(current, "absent-users"), email);
  const microseconds = firstDay + (Number.parseInt(digits.slice(0, 13), 16) % year);
  return { id: microseconds.toString(16).padStart(13, "0") + digits.slice(-7), name: "", email };
}
