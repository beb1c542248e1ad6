/** Waits for promises with a time limit. */

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** @param ms the limit, in milliseconds @returns the value; undefined: not within the limit */
export function within<T>(pending: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    // One more turn of the event loop: after a long computation, the answer may be queued behind the timer.
    const timer = setTimeout(() => setTimeout(() => resolve(undefined), 0), ms);
    pending.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error("D1 threw a non-Error value."));
      },
    );
  });
}

/** The first answer of two. @throws the error of the second, if both fail */
export async function firstOf<T>(first: Promise<T>, second: Promise<T>): Promise<T> {
  try {
    return await Promise.any([first, second]);
  } catch {
    return await second;
  }
}
