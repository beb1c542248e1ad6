/** Ids that the server makes (docs/spec/validators.md#id). */
import { randomBytes } from "node:crypto";

/**
 * A new id: 13 hex digits of the time in microseconds, so that later ids sort later, and 7 random ones.
 * @param now milliseconds since the Unix epoch
 */
export function generateId(now: number): string {
  const random = randomBytes(6).readUIntBE(0, 6);
  // The clock counts milliseconds; the microseconds below them are random.
  const microseconds = now * 1000 + (random % 1000);
  const tail = Math.floor(random / 1000) % 16 ** 7;
  return microseconds.toString(16).padStart(13, "0") + tail.toString(16).padStart(7, "0");
}

/** The text that asks the server for an id. */
export const uniqueId = "unique()";
