/** Binds the values of a statement: each as its own parameter while they are few, otherwise all in one JSON text. */
import { type SQL, sql } from "../sql/index.ts";
import type { Value } from "./resource.ts";

/** D1 binds at most 100 parameters per statement; ten are reserved for the calling code. */
const directValuesMax = 90;

export interface Binder {
  /** An expression with this value. */
  readonly scalar: (value: Value) => SQL;
  /** A table of these values in its column `value`, for FROM. */
  readonly table: (values: readonly Value[]) => SQL;
}

/** The result, and if the values are many, the SELECT of them that its statement must name `v`. */
export interface Bound<T> {
  readonly built: T;
  readonly values: SQL | null;
}

/**
 * Builds a part of a statement.
 * @param build called with a binder, and called again with another one if it binds more than 90 values
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
