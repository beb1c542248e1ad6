/**
 * Makes a value when it is first asked for, and keeps it: a start of the Worker does not pay for it.
 * @param make its error leaves nothing behind; the next call tries again
 */
export function lazy<T extends object>(make: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= make());
}
