/** A semaphore for the requests of one run, limited in parallel and in total: an invocation has a limit for both. */
export class Slots {
  #free: number;
  #left: number;
  readonly #waiting: (() => void)[] = [];

  /**
   * @param concurrent requests at a time. The runtime queues those beyond six while their timeouts run
   * @param total requests of the run
   */
  constructor(concurrent: number, total: number) {
    this.#free = concurrent;
    this.#left = total;
  }

  /** Whether the run has made all its requests. */
  get areSpent(): boolean {
    return this.#left <= 0;
  }

  /**
   * Runs work in a slot, first come, first served, so that a slow endpoint does not use up the time of others.
   * @param work counts as a request unless it returns null
   */
  async use<T>(work: () => Promise<T> | null): Promise<T | null> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    try {
      const made = work();
      if (made !== null) this.#left -= 1;
      return await made;
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
