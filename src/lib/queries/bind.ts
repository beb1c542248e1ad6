/** How values reach a statement: each as a parameter of its own while they are few, all in one JSON text beyond that. */
import { type SQL, sql } from "../sql/index.ts";
import type { Value } from "./resource.ts";

/** D1 binds at most 100 parameters a statement; ten are left to the calling code. */
const directValuesMax = 90;

export interface Binder {
  /** An expression with this value. */
  readonly scalar: (value: Value) => SQL;
  /** A table of these values in its column `value`, for FROM. */
  readonly table: (values: readonly Value[]) => SQL;
}

/** The result, and the SELECT whose result its statement must know as `v`: the values, when they are many. */
export interface Bound<T> {
  readonly built: T;
  readonly values: SQL | null;
}

/**
 * Builds a part of a statement.
 * @param build is run with one binder and, when it has asked for more than 90 values, once more with another
 */
export function bindAll<T>(build: (bind: Binder) => T): Bound<T> {
  let count = 0;
  const built = build({
    scalar: (value) => (count++, sql`${value}`),
    table: (values) => (count++, sql`json_each(${JSON.stringify(values)})`),
  });
  if (count <= directValuesMax) return { built, values: null };

  const packed: (Value | readonly Value[])[] = [];
  const add = (value: Value | readonly Value[]): SQL => sql.raw(String(packed.push(value) - 1));
  const rebuilt = build({
    scalar: (value) => sql`(SELECT j->>${add(value)} FROM v)`,
    table: (values) => sql`json_each((SELECT j->${add(values)} FROM v))`,
  });
  return { built: rebuilt, values: sql`SELECT ${JSON.stringify(packed)} AS j` };
}
