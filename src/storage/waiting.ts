/** Waiting for promises, for so long. */

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** @returns its value; undefined: it takes longer than so many milliseconds */
export function within<T>(pending: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    // One more turn: an isolate that was busy for long finds the answer behind the timer.
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

/** The first answer of two; where both fail, the second one's error. */
export async function firstOf<T>(first: Promise<T>, second: Promise<T>): Promise<T> {
  try {
    return await Promise.any([first, second]);
  } catch {
    return await second;
  }
}
