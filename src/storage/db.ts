/** Statements of D1. Drizzle builds them, and a batch sends them (storage/batch.ts). */
import { type Column, fillPlaceholders, is, sql, SQL } from "drizzle-orm";
import { SQLiteSyncDialect } from "drizzle-orm/sqlite-core";
import { drizzle } from "drizzle-orm/sqlite-proxy";

/** One statement: from Drizzle's builder, or written out. */
export type Statement = SQL | { toSQL(): { readonly sql: string; readonly params: unknown[] } };

const casing = "snake_case";
const dialect = new SQLiteSyncDialect({ casing });

const refuse = () => Promise.reject(new Error("A statement goes out in a batch."));

/** Builds statements. It has no connection: awaiting what it builds fails. */
export const build = drizzle(refuse, refuse, { casing });

/** A statement as D1 takes it. */
export interface Query {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Text and values of a statement. */
export function toQuery(statement: Statement): Query {
  const { sql: text, params } = is(statement, SQL) ? dialect.sqlToQuery(statement) : statement.toSQL();
  return { sql: text, params };
}

/** Whether a query writes nothing: it begins with SELECT. One that does not may write, for all that is known of it. */
export const isRead = ({ sql: text }: Query): boolean => /^\s*select\b/i.test(text);

/** The place of a value in a prepared statement. */
export const slot = (name: string) => sql.placeholder(name);
export type Slot = ReturnType<typeof slot>;

/**
 * Prepares a statement that runs often: its text is made when it first runs, and once.
 * @param make makes the statement, with slots in the place of its values
 * @returns the statement with the values of its slots, by name
 */
export function prepared(make: () => Statement): (values: Readonly<Record<string, unknown>>) => Statement {
  let query: Query | undefined;
  return (values) => {
    const { sql: text, params } = (query ??= toQuery(make()));
    return { toSQL: () => ({ sql: text, params: fillPlaceholders([...params], { ...values }) }) };
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
