/**
 * The names of tables and columns in SQL. Names never change, so each is computed once. Only this file reads Drizzle's
 * description of the schema at run time; other files use its types.
 */
import { toSnakeCase } from "drizzle-orm/casing";
import { is } from "drizzle-orm/entity";
import { SQLiteColumn } from "drizzle-orm/sqlite-core/columns/common";
import { SQLiteTable } from "drizzle-orm/sqlite-core/table";
import { getTableName } from "drizzle-orm/table";
import { getTableColumns } from "drizzle-orm/utils";

/** The name of a table, as a type. */
export type NameOf<Table extends SQLiteTable> = Table["_"]["name"];

/** The name of a column's table, as a type. */
export type TableOf<Column extends SQLiteColumn> = Column["_"]["tableName"];

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The name of a column in the database: the schema's, or else made by `casing` of drizzle.config.ts. */
export function columnName({ keyAsName, name }: SQLiteColumn): string {
  if (!keyAsName) return name;
  const known = snakeCased.get(name);
  if (known !== undefined) return known;
  const text = toSnakeCase(name);
  snakeCased.set(name, text);
  return text;
}

/** A cache of names by the keys of the schema, which are few. */
const snakeCased = new Map<string, string>();

/** The names of a table and its columns in statements. */
export interface Shape {
  /** The table's name, quoted. */
  readonly name: string;
  /** The columns in their order: the key in the schema, the quoted name, and the default value, if any. */
  readonly columns: readonly { readonly key: string; readonly name: string; readonly otherwise: unknown }[];
  /** Begins an INSERT of all columns. */
  readonly insert: string;
}

const shapes = new WeakMap<SQLiteTable, Shape>();
const references = new WeakMap<object, string>();

export function shapeOf(table: SQLiteTable): Shape {
  const known = shapes.get(table);
  if (known !== undefined) return known;
  const name = quote(getTableName(table));
  const columns = Object.entries<SQLiteColumn>(getTableColumns(table)).map(([key, column]) => {
    const otherwise: unknown = column.default;
    return { key, name: quote(columnName(column)), otherwise };
  });
  const shape = { name, columns, insert: `insert into ${name} (${columns.map((column) => column.name).join(", ")}) ` };
  shapes.set(table, shape);
  return shape;
}

/**
 * A table or a column as an expression refers to it: `"users"`, `"users"."id"`.
 * @throws TypeError for anything else
 */
export function referenceTo(part: unknown): string {
  const known = typeof part === "object" && part !== null ? references.get(part) : undefined;
  return known ?? spell(part);
}

function spell(part: unknown): string {
  if (!is(part, SQLiteColumn) && !is(part, SQLiteTable)) {
    throw new TypeError("A statement takes texts, numbers, booleans, null, columns, tables and other SQL.");
  }
  const name = is(part, SQLiteTable)
    ? quote(getTableName(part))
    : `${referenceTo(part.table)}.${quote(columnName(part))}`;
  references.set(part, name);
  return name;
}
