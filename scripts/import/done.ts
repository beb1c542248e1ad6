/** The rows that an earlier run had answered, as ranges. Pure. */
export class DoneRows {
  /** In no order until `has` is asked; then by their beginnings. */
  #ranges: (readonly [first: number, last: number])[] = [];
  #isSorted = true;
  /** The place of the last answered question: questions come in the order of the file. */
  #at = 0;

  add(ranges: readonly (readonly [number, number])[]): void {
    this.#ranges.push(...ranges);
    this.#isSorted = false;
  }

  /** @param number not below that of the last question */
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
