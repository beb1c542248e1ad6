/** Inserts of what a SELECT finds: they write a row where their condition holds, and name its columns. */
import { getTableColumns, isSQLWrapper, type SQL, sql, StringChunk } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { build, type Slot } from "./db.ts";

/** The values of a row, their slots, or expressions over what is selected from. */
type Values<Table extends SQLiteTable> = {
  readonly [Name in keyof Table["$inferInsert"]]: Table["$inferInsert"][Name] | SQL | SQLiteColumn | Slot;
};

const [comma, nothing] = [new StringChunk(", "), new StringChunk("NULL")];

/** A part of a statement; a value is bound. */
const chunk = (value: unknown) => (isSQLWrapper(value) ? value : sql.param(value));

/**
 * A statement that inserts a row for each that it finds.
 * @param values by the name of the column; what is left out is the column's default, or NULL. A function, such as `slot`: for each
 * @param from `FROM … WHERE …`, or `WHERE …` alone: without a WHERE, `ON CONFLICT` could not follow
 */
export function insertFrom<Table extends SQLiteTable>(
  table: Table,
  values: Values<Table> | ((column: string) => Slot | SQL),
  from: SQL,
) {
  const given: Readonly<Record<string, unknown>> = typeof values === "function" ? {} : values;
  const valueOf = (name: string) => (typeof values === "function" ? values(name) : given[name]);
  // Drizzle lists all columns of the table, in their order.
  const row = Object.entries(getTableColumns(table)).map(([name, column]) => {
    const value = valueOf(name);
    const written: unknown = value === undefined ? column.default : value;
    return written === undefined || written === null ? nothing : chunk(written);
  });
  return build.insert(table).select(sql`SELECT ${sql.join(row, comma)} ${from}`);
}
