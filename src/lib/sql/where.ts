/**
 * Conditions on the rows of one table, which have its name in their type. A function that takes `Where<"users">` refuses a
 * condition on sessions, which would be valid SQL and pick other rows.
 */
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { type NameOf, referenceTo, type TableOf } from "./names.ts";
import { compose, type Expression, type Part, SQL, type Value, write } from "./sql.ts";

/** A condition on the rows of a table. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it distinguishes the conditions of different tables
export class Where<Table extends string> extends SQL {
  /** Exists only in the type. */
  declare readonly of: Table;
}

/** A condition that a statement on a table takes: one on its rows, or one that names no table. */
export type ConditionOn<Table extends string> = SQL & { readonly of?: Table };

/** SQL of a condition on the rows of a table: `` where(users)`${users.status} = 1` ``. */
export const where =
  <Table extends SQLiteTable>(_table: Table) =>
  (strings: readonly string[], ...parts: readonly Part[]): Where<NameOf<Table>> => {
    const params: Value[] = [];
    return new Where(compose(strings, parts, params), params);
  };

const comparison =
  (operator: string) =>
  <Column extends SQLiteColumn>(column: Column, operand: Value | Expression): Where<TableOf<Column>> => {
    const params: Value[] = [];
    return new Where(`${referenceTo(column)} ${operator} ${write(operand, params)}`, params);
  };

export const eq = comparison("=");
export const ne = comparison("<>");
export const gt = comparison(">");
export const lte = comparison("<=");

export const isNull = <Column extends SQLiteColumn>(column: Column): Where<TableOf<Column>> =>
  new Where(`${referenceTo(column)} is null`, []);

/** Whether a column has one of the values; false if there are none. */
export const inArray = <Column extends SQLiteColumn>(
  column: Column,
  values: readonly Value[],
): Where<TableOf<Column>> =>
  values.length === 0
    ? new Where("false", [])
    : new Where(`${referenceTo(column)} in (${values.map(() => "?").join(", ")})`, values);

/** A condition, or none. */
type Optional<Condition> = readonly (Condition | undefined)[];

function combine(parts: Optional<SQL>, operator: string, empty: string): Where<never> {
  const conditions = parts.filter((part) => part !== undefined);
  const params = conditions.flatMap((condition) => condition.params);
  const text = conditions.map((condition) => condition.text).join(operator);
  if (conditions.length === 0) return new Where(empty, params);
  return new Where(conditions.length === 1 ? text : `(${text})`, params);
}

/** All of the conditions; undefined ones are skipped. Keeps the table if all conditions are on the same one. */
export function and<Table extends string>(...parts: Optional<Where<Table>>): Where<Table>;
export function and(...parts: Optional<SQL>): SQL;
export function and(...parts: Optional<SQL>): SQL {
  return combine(parts, " and ", "1");
}

/** At least one of the conditions; undefined ones are skipped. Keeps the table if all conditions are on the same one. */
export function or<Table extends string>(...parts: Optional<Where<Table>>): Where<Table>;
export function or(...parts: Optional<SQL>): SQL;
export function or(...parts: Optional<SQL>): SQL {
  return combine(parts, " or ", "0");
}

/** The negation of a condition. */
export function not<Table extends string>(condition: Where<Table>): Where<Table>;
export function not(condition: SQL): SQL;
export function not(condition: SQL): SQL {
  return new Where(`not (${condition.text})`, condition.params);
}
