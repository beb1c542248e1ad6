/**
 * SQL with its values, written in one pass: text and values grow together, so that the cost of a statement is about proportional
 * to its length (docs/decisions/0004-own-statements.md). Drizzle describes the tables and columns.
 */
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { quote, referenceTo } from "./names.ts";

/** A value that D1 binds. */
export type Value = string | number | boolean | null;

/** A column, or SQL that evaluates to a value. */
export type Expression = SQL | SQLiteColumn;

/** A part of SQL. A value is bound; a column, a table and other SQL are inserted. */
export type Part = Value | Expression | SQLiteTable;

/** A statement, or a part of one. Immutable, so it can be part of several. */
export class SQL {
  // Declared only: a field would be set twice for each part of a statement, which costs a tenth of the building time.
  /** A question mark for each value. */
  declare readonly text: string;
  declare readonly params: readonly Value[];

  constructor(text: string, params: readonly Value[]) {
    this.text = text;
    this.params = params;
  }
}

/** A complete statement, for a batch. */
export type Statement = SQL;

/** Values of SQL without any. */
const none: readonly Value[] = [];

/**
 * Writes a part.
 * @param params gets its values
 * @returns its text
 * @throws TypeError if it is not a `Part`
 */
export function write(part: unknown, params: Value[]): string {
  if (part instanceof SQL) {
    for (const value of part.params) params.push(value);
    return part.text;
  }
  if (typeof part === "string" || typeof part === "number" || typeof part === "boolean" || part === null) {
    params.push(part);
    return "?";
  }
  return referenceTo(part);
}

/** Writes a template. @param params gets its values @returns its text */
export function compose(strings: readonly string[], parts: readonly Part[], params: Value[]): string {
  let text = strings[0] ?? "";
  let position = 0;
  for (const part of parts) {
    position += 1;
    text += write(part, params) + (strings[position] ?? "");
  }
  return text;
}

/** SQL in a template. */
export function sql(strings: readonly string[], ...parts: readonly Part[]): SQL {
  const params: Value[] = [];
  return new SQL(compose(strings, parts, params), params);
}

/** Trusted SQL text; never text of a request. */
sql.raw = (text: string): SQL => new SQL(text, none);

/**
 * An integer as text, for LIMIT: SQLite looks at the value of a bound one, and compiles the statement again at each run.
 * @throws TypeError if it is not a safe integer
 */
sql.integer = (value: number): SQL => {
  if (!Number.isSafeInteger(value)) throw new TypeError("A number in the text of a statement must be an integer.");
  return new SQL(String(value), none);
};

/** A name, quoted. */
sql.identifier = (name: string): SQL => new SQL(quote(name), none);

/** Parts with a separator between them. */
sql.join = (parts: readonly Part[], separator = sql.raw("")): SQL => {
  const params: Value[] = [];
  let text = "";
  let isFirst = true;
  for (const part of parts) {
    if (!isFirst) text += write(separator, params);
    text += write(part, params);
    isFirst = false;
  }
  return new SQL(text, params);
};
