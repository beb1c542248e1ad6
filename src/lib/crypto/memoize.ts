/** Keeps what is costly to make of a key. */

/**
 * @param make what is made of an object, always the same of the same one
 * @returns the same function, which makes it once for each object and keeps it for as long as the object lives
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
