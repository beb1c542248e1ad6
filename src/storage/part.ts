/** Reads the parts of users that events are about. An id may have been reused since, so `users.seq` must match too. */
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { type SQL, sql } from "../lib/sql/index.ts";
import { integer, orNull, reader, text } from "./reader.ts";
import type { Row } from "./row.ts";

/** The key of a part; a later part with the same id has another key. */
export interface PartKey {
  readonly id: string;
  /** `users.seq` of its user; null: it has none. */
  readonly userSeq: number | null;
}

const key = reader({ id: text(), userSeq: orNull(integer()) }, "part.");

/**
 * A query for parts.
 * @param columns those of the reader of the rows
 * @param index the indexed expression: the id, its lower case, or the user
 */
export function selectParts(
  table: SQLiteTable & { readonly id: SQLiteColumn; readonly userSeq: SQLiteColumn },
  columns: SQL,
  keys: readonly PartKey[],
  index: "id" | "lower(id)" | "userSeq",
): SQL {
  const values = (from: readonly (string | number | null)[]) =>
    sql`(SELECT value FROM json_each(${JSON.stringify([...new Set(from)])}))`;
  const ids = keys.map(({ id }) => id);
  const conditions = {
    id: sql`${table.id} IN ${values(ids)}`,
    "lower(id)": sql`lower(${table.id}) IN ${values(ids.map((id) => id.toLowerCase()))}`,
    userSeq: sql`${table.userSeq} IN ${values(keys.map(({ userSeq }) => userSeq))} AND +${table.id} IN ${values(ids)}`,
  };
  return sql`SELECT ${columns}, ${key.with({ id: sql`${table.id}`, userSeq: sql`${table.userSeq}` })} FROM ${table}
    WHERE ${conditions[index]}`;
}

/** The row of a part among those of `selectParts`; undefined: the part was deleted, even if its id is reused. */
export function partIn(rows: readonly Row[], { id, userSeq }: PartKey): Row | undefined {
  return rows.find((row) => {
    const found = key.read(row);
    return found.id === id && found.userSeq === userSeq;
  });
}
