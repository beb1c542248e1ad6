/**
 * D1. Drizzle builds the statements; they go out in batches and nothing else: one round trip, all of it or nothing. Rows
 * come back as D1 gives them and are read by storage/reader.ts.
 */
import { type Column, fillPlaceholders, is, sql, SQL } from "drizzle-orm";
import { SQLiteSyncDialect } from "drizzle-orm/sqlite-core";
import { drizzle } from "drizzle-orm/sqlite-proxy";
import type { Row } from "./row.ts";

/** One statement: from Drizzle's builder, or written out. */
export type Statement = SQL | { toSQL(): { readonly sql: string; readonly params: unknown[] } };

const casing = "snake_case";
const dialect = new SQLiteSyncDialect({ casing });

const refuse = () => Promise.reject(new Error("A statement goes out in a batch."));

/** Builds statements. It has no connection: awaiting what it builds fails. */
export const build = drizzle(refuse, refuse, { casing });

/** Text and values of a statement. */
const toQuery = (statement: Statement) => (is(statement, SQL) ? dialect.sqlToQuery(statement) : statement.toSQL());

/** D1 would bind a boolean as a real number. */
const toBound = (value: unknown): unknown => (typeof value === "boolean" ? Number(value) : value);

/** The place of a value in a prepared statement. */
export const slot = (name: string) => sql.placeholder(name);
export type Slot = ReturnType<typeof slot>;

/**
 * Prepares a statement that runs often: its text is made when it first runs, and once.
 * @param make makes the statement, with slots in the place of its values
 * @returns the statement with the values of its slots, by name
 */
export function prepared(make: () => Statement): (values: Readonly<Record<string, unknown>>) => Statement {
  let query: ReturnType<typeof toQuery> | undefined;
  return (values) => {
    const { sql: text, params } = (query ??= toQuery(make()));
    return { toSQL: () => ({ sql: text, params: fillPlaceholders(params, { ...values }) }) };
  };
}

/**
 * The text of an expression, to be used again as it is.
 * @throws Error where the expression has values, which the text would lack
 */
export function render(expression: SQL): SQL {
  const { params, sql: text } = dialect.sqlToQuery(expression);
  if (params.length > 0) throw new Error(`An expression that is rendered once has values: ${text}`);
  return sql.raw(text);
}

/** The name of a column without its table, for a SELECT from one table. */
export const bareName = (column: Column): SQL => sql.raw(dialect.sqlToQuery(sql`${column}`, "indexes").sql);

/** Whether the statement before has changed a row. Each of a chain that goes by it has to change one itself. */
export const isChanged: SQL = sql`changes() > 0`;

/** What a database is here: a binding of D1, or a part of one. */
export type Binding = Pick<D1Database, "prepare" | "batch">;

/** The rows of each statement. */
export type RowsOf<Statements extends readonly Statement[]> = {
  readonly [Position in keyof Statements]: readonly Row[];
};

/** The database of one request. */
export class Database {
  readonly #binding: Binding;

  constructor(binding: Binding) {
    this.#binding = binding;
  }

  /**
   * Runs statements in their order, each seeing what the ones before it did.
   * @returns the rows of each; for no statement at all, D1 is not asked
   * @throws what D1 throws; then none of them has done anything
   */
  async batch<const Statements extends readonly Statement[]>(statements: Statements): Promise<RowsOf<Statements>> {
    const prepared = statements.map((statement) => this.#prepare(statement));
    const results = prepared.length === 0 ? [] : await this.#binding.batch<Row>(prepared);
    if (results.length !== statements.length) throw new Error("D1 did not answer each statement.");
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the check above: a result for each statement
    return results.map(({ results: rows }) => rows) as unknown as RowsOf<Statements>;
  }

  #prepare(statement: Statement): D1PreparedStatement {
    const { sql: text, params } = toQuery(statement);
    return this.#binding.prepare(text).bind(...params.map(toBound));
  }
}
