/** Memoizes per object, in a WeakMap. */

/**
 * @param make computes the value of an object, always the same for the same one
 * @returns the same function, which computes once for each object and keeps the value for as long as the object lives
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
