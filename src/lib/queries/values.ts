/** The order of values in SQLite's BINARY collation, and ranges over it. Pure. */
import type { Value } from "./resource.ts";

interface Bound {
  readonly value: Value;
  readonly inclusive: boolean;
}

/** A range; a missing bound is open. Null is not in any range. */
export interface Range {
  readonly lower: Bound | null;
  readonly upper: Bound | null;
}

/** Compares two values of one type: numbers by size, texts by code point, which is the order of their UTF-8 bytes. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const left = Array.from(String(a));
  const right = Array.from(String(b));
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** The range of all texts that begin with `prefix`. */
export function prefixRange(prefix: string): Range {
  const next = successor(prefix);
  return {
    lower: { value: prefix, inclusive: true },
    upper: next === null ? null : { value: next, inclusive: false },
  };
}

/** The least text greater than every text that begins with `prefix`; null if there is none. */
function successor(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last === 0x10ffff) continue;
    // Surrogates are not characters: U+E000 follows U+D7FF.
    return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return null;
}

/** Whether a value lies in a range. */
export function isWithin(value: Value, { lower, upper }: Range): boolean {
  const isBeyond = (bound: Bound | null, sign: 1 | -1): boolean => {
    if (bound === null) return true;
    const difference = compareValues(value, bound.value) * sign;
    return difference > 0 || (difference === 0 && bound.inclusive);
  };
  return isBeyond(lower, 1) && isBeyond(upper, -1);
}

/** The intersection of two ranges. */
export function intersect(a: Range, b: Range): Range {
  return { lower: tighter(a.lower, b.lower, 1), upper: tighter(a.upper, b.upper, -1) };
}

/** The tighter bound: the greater of two lower bounds (sign 1), the lesser of two upper bounds (sign -1). */
function tighter(a: Bound | null, b: Bound | null, sign: 1 | -1): Bound | null {
  if (a === null || b === null) return a ?? b;
  const difference = compareValues(a.value, b.value) * sign;
  if (difference === 0) return a.inclusive ? b : a;
  return difference > 0 ? a : b;
}
