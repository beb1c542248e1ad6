/** Memoizes per object, in a WeakMap. */

/**
 * @param make computes the value of an object; deterministic
 * @returns a function that computes the value once for each object and keeps it for as long as the object lives
 */
export function memoize<K extends WeakKey, T extends object | string>(make: (of: K) => T): (of: K) => T {
  const made = new WeakMap<K, T>();
  return (of) => {
    const kept = made.get(of);
    if (kept !== undefined) return kept;
    const fresh = make(of);
    made.set(of, fresh);
    return fresh;
  };
}
