/** Counts the outcomes of rows. */
import type { Outcome } from "./outcome.ts";

type Counted = "created" | Outcome["outcome"];

export class Tally {
  readonly counts: Record<Counted, number> = {
    created: 0,
    exists: 0,
    changed: 0,
    kept: 0,
    pending: 0,
    duplicate: 0,
    taken: 0,
    invalid: 0,
  };
  /** The data that was left out, with the number of users. */
  readonly left = new Map<string, number>();
  requests = 0;

  add(kind: Counted, rows = 1): void {
    this.counts[kind] += rows;
  }

  leave(part: string): void {
    this.left.set(part, (this.left.get(part) ?? 0) + 1);
  }

  get rejected(): number {
    return this.counts.duplicate + this.counts.taken + this.counts.invalid + this.counts.pending;
  }

  get rows(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }
}
