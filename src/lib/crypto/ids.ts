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

/**
 * Makes the ids of rows that one batch writes. Random ids of the same millisecond could collide in a large batch, so these count up.
 * @param now milliseconds since the Unix epoch
 */
export function idSequence(now: number): () => string {
  const [prefix, first] = splitId(generateId(now));
  let count = 0;
  return () => prefix + ((first + count++) % 16 ** 7).toString(16).padStart(7, "0");
}

/** Splits an id into the digits of its time and the number after them. */
export const splitId = (id: string): readonly [time: string, tail: number] => [
  id.slice(0, 13),
  Number.parseInt(id.slice(13), 16),
];

/** The text with which a client asks the server to choose an id. */
export const uniqueId = "unique()";
