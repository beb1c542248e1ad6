/** The rows that were answered in an earlier run, as ranges. Pure. */
export class DoneRows {
  /** Unsorted until `has` is called; then by first row. */
  #ranges: (readonly [first: number, last: number])[] = [];
  #isSorted = true;
  /** The index of the range that `has` reached last: callers ask in the order of the file. */
  #at = 0;

  add(ranges: readonly (readonly [number, number])[]): void {
    this.#ranges.push(...ranges);
    this.#isSorted = false;
  }

  /** @param number of a row, not below that of the previous call */
  has(number: number): boolean {
    if (!this.#isSorted) {
      this.#ranges = this.#ranges.toSorted(([a], [b]) => a - b);
      this.#isSorted = true;
    }
    for (; this.#at < this.#ranges.length; this.#at += 1) {
      const [first, last] = this.#ranges[this.#at] ?? [0, 0];
      if (number <= last) return number >= first;
    }
    return false;
  }
}
