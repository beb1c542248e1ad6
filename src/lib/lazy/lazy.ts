/**
 * Makes a value on the first call and keeps it, so that the start of the Worker does not pay for it.
 * @param make called again by the next call if it throws
 */
export function lazy<T extends object>(make: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= make());
}
