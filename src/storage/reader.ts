/**
 * Readers: rows described once. Each field names its column and how the value is parsed; the reader gives the columns
 * of a SELECT or RETURNING, the parser, and the type.
 */
import { Column } from "drizzle-orm/column";
import { is } from "drizzle-orm/entity";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import { lazy } from "../lib/lazy/lazy.ts";
import { columnName, type SQL, sql } from "../lib/sql/index.ts";
import { isRecord, isRecords, type Row } from "./row.ts";

/** The column, or expression, that a field comes from. */
type Source = SQL | AnySQLiteColumn;

/** A column that never holds null, or an expression that is never null. */
type Filled<T> = SQL | AnySQLiteColumn<{ data: T; notNull: true }>;

/** A column that may hold null. */
type Optional<T> = AnySQLiteColumn<{ data: T; notNull: false }>;

/**
 * @param name of the column
 * @throws Error if the column holds an unexpected value
 */
type Parse<T> = (value: unknown, name: string) => T;

/** A field of a row. Without a source, its value is computed by the query (`Reader.with`). */
export interface Field<T, From extends Source | undefined = Source | undefined> {
  readonly from: From | undefined;
  readonly parse: Parse<T>;
}

type Fields = Readonly<Record<string, Field<unknown>>>;

/** The type of a row with these fields. */
type Item<F extends Fields> = { readonly [Name in keyof F]: F[Name] extends Field<infer T> ? T : never };

/** Names of the fields without a source. */
type Computed<F extends Fields> = {
  [Name in keyof F]: F[Name] extends Field<unknown, undefined> ? Name : never;
}[keyof F];

export interface Reader<T, Name extends PropertyKey = never> {
  /** The list of a SELECT: the fields that have a source. */
  readonly columns: SQL;
  /** The same for RETURNING, with columns of one table. */
  readonly returning: SQL;
  /** The same as a JSON object, for `record` and `records` in a SELECT from one table: columns have no table name. */
  readonly object: SQL;
  /** The list of a SELECT: the fields that have a source, and the computed fields. */
  readonly with: (computed: Readonly<Record<Name, SQL>>) => SQL;
  /** @throws Error if a column holds an unexpected value */
  readonly read: (row: Row) => T;
}

/** The row that a reader reads. */
export type RowOf<R extends Pick<Reader<unknown>, "read">> = ReturnType<R["read"]>;

/** An error that does not quote the value, because errors are logged. */
const unreadable = (name: string): Error => new Error(`The column ${name} holds an unexpected value.`);

const nullOr =
  <T>(parse: Parse<T>): Parse<T | null> =>
  (value, name) =>
    value === null ? null : parse(value, name);

/** Makes fields of a kind. A field of a nullable column may be null. */
function kind<T>(parse: Parse<T>) {
  function field(): Field<T, undefined>;
  function field(from: Filled<T>): Field<T, Source>;
  function field(from: Optional<T>): Field<T | null, Source>;
  function field(from?: Source): Field<T | null> {
    return { from, parse: is(from, Column) && !from.notNull ? nullOr(parse) : parse };
  }
  return field;
}

const parseText: Parse<string> = (value, name) => {
  if (typeof value !== "string") throw unreadable(name);
  return value;
};

const parseInteger: Parse<number> = (value, name) => {
  if (typeof value !== "number") throw unreadable(name);
  return value;
};

export const text = kind(parseText);
export const integer = kind(parseInteger);
/** 0 or 1. */
export const boolean = kind((value, name) => parseInteger(value, name) === 1);

/** A field of an expression that may be null, or of a table that an outer join may lack. */
export const orNull = <T, From extends Source | undefined>({ from, parse }: Field<T, From>): Field<T | null, From> => ({
  from,
  parse: nullOr(parse),
});

/**
 * Reads JSON.
 * @param name of the column
 * @throws Error if it is malformed, or `isValid` refuses it
 */
export function parseJson<T>(json: string, name: string, isValid: (value: unknown) => value is T): T {
  const value = jsonOf(json, name);
  if (!isValid(value)) throw unreadable(name);
  return value;
}

function jsonOf(json: string, name: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw unreadable(name);
  }
}

/** A field of JSON that `isValid` takes. */
export const json = <T, From extends Filled<string> | undefined = undefined>(
  isValid: (value: unknown) => value is T,
  from?: From,
): Field<T, From> => ({
  from,
  parse: (value, name) => parseJson(parseText(value, name), name, isValid),
});

/** A field of one row as JSON. @param from gives the reader's `object`; left out for a computed field */
export const record = <T, From extends SQL | undefined = undefined>(
  reader: Pick<Reader<T>, "read">,
  from?: From,
): Field<T, From> => {
  const { parse } = json(isRecord);
  return { from, parse: (value, name) => reader.read(parse(value, name)) };
};

/** A field of several rows as JSON. @param from gives an array of the reader's `object` */
export const records = <T>(reader: Pick<Reader<T>, "read">, from: SQL): Field<readonly T[], Source> => {
  const { parse } = json(isRecords, from);
  return { from, parse: (value, name) => parse(value, name).map(reader.read) };
};

/** The name of a column without its table; an expression unchanged. */
const bare = (from: Source): Source => (is(from, Column) ? sql.identifier(columnName(from)) : from);

const list = (columns: readonly (readonly [string, Source])[]): SQL =>
  sql.join(
    columns.map(([name, column]) => sql`${column} AS ${sql.identifier(name)}`),
    sql`, `,
  );

/**
 * Describes a row. All that follows from the fields is built on first use and kept, so readers can be module constants.
 * @param fields by the name of their column in the result
 * @param prefix of those names, for a row with columns of several readers
 */
export function reader<const F extends Fields>(fields: F, prefix = ""): Reader<Item<F>, Computed<F>> {
  const parsers = lazy(() =>
    Object.entries(fields).map(([name, { parse }]) => ({ name, column: prefix + name, parse })),
  );
  const listed = lazy(() =>
    Object.entries(fields).flatMap(([name, { from }]): (readonly [string, Source])[] =>
      from === undefined ? [] : [[prefix + name, from]],
    ),
  );
  const columns = lazy(() => list(listed()));
  const returning = lazy(() => list(listed().map(([name, from]) => [name, bare(from)])));
  const object = lazy(
    () =>
      sql`json_object(${sql.join(
        listed().map(([name, from]) => sql`${sql.raw(`'${name}'`)}, ${bare(from)}`),
        sql`, `,
      )})`,
  );
  return {
    get columns() {
      return columns();
    },
    get returning() {
      return returning();
    },
    get object() {
      return object();
    },
    with(computed) {
      const more = list(Object.entries<SQL>(computed).map(([name, from]) => [prefix + name, from]));
      return listed().length === 0 ? more : sql`${columns()}, ${more}`;
    },
    read(row) {
      const item: Record<string, unknown> = {};
      for (const { column, name, parse } of parsers()) item[name] = parse(row[column], column);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each name has what its own field parses
      return item as Item<F>;
    },
  };
}
