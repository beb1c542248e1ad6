/** Conjunctions and disjunctions of any length, kept flat enough for D1's limit of 100 on the depth of expressions. */
import { type SQL, sql } from "../sql/index.ts";

/** A condition and the height of its and/or tree. */
export interface Condition {
  readonly sql: SQL;
  readonly height: number;
}

/** A condition that joins no others. */
export const leaf = (condition: SQL): Condition => ({ sql: condition, height: 0 });

export const all = (conditions: readonly Condition[]): Condition => join(conditions, sql` AND `, sql`1`);
export const any = (conditions: readonly Condition[]): Condition => join(conditions, sql` OR `, sql`0`);

/** Joins the two lowest trees until one is left, so that one deep branch does not push its neighbours deeper. */
function join(conditions: readonly Condition[], operator: SQL, empty: SQL): Condition {
  const queue = [...conditions];
  for (;;) {
    const left = takeLowest(queue);
    if (left === undefined) return leaf(empty);
    const right = takeLowest(queue);
    if (right === undefined) return left;
    queue.push({
      sql: sql`(${left.sql}${operator}${right.sql})`,
      height: Math.max(left.height, right.height) + 1,
    });
  }
}

function takeLowest(queue: Condition[]): Condition | undefined {
  let lowest = 0;
  queue.forEach(({ height }, i) => {
    if (height < (queue[lowest]?.height ?? 0)) lowest = i;
  });
  return queue.splice(lowest, 1)[0];
}
