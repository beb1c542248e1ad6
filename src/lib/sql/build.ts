/** Builds INSERT, UPDATE and DELETE, with columns by their keys in the schema. */
import { is } from "drizzle-orm/entity";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { SQLiteColumn } from "drizzle-orm/sqlite-core/columns/common";
import { columnName, type NameOf, quote, shapeOf } from "./names.ts";
import { type Expression, SQL, type Value, write } from "./sql.ts";
import type { ConditionOn } from "./where.ts";

/** Values of columns by their keys, or expressions for them. */
type Values<Table extends SQLiteTable> = {
  readonly [Key in keyof Table["$inferInsert"]]: Table["$inferInsert"][Key] | Expression;
};

/** The same values without their types, for lookup by the keys of the table's shape. */
type ByKey = Readonly<Record<string, unknown>>;

/**
 * The list of a RETURNING clause: columns by their own names and expressions by their keys, or the list of a reader.
 */
type Returned = SQL | Readonly<Record<string, Expression>>;

function list(returned: Returned, params: Value[]): string {
  if (returned instanceof SQL) return write(returned, params);
  return Object.entries(returned)
    .map(([key, from]) =>
      is(from, SQLiteColumn) ? quote(columnName(from)) : `${write(from, params)} as ${quote(key)}`,
    )
    .join(", ");
}

/** A statement that writes, and may return the rows it wrote. */
class Write extends SQL {
  returning(returned: Returned): SQL {
    const params = [...this.params];
    return new SQL(`${this.text} returning ${list(returned, params)}`, params);
  }
}

/** A statement that writes the rows of a table that a condition picks; without a condition, all. */
class WriteWhere<Table extends string> extends Write {
  /** @param condition on the table, or one that names no table */
  where(condition: ConditionOn<Table>): Write {
    return new Write(`${this.text} where ${condition.text}`, [...this.params, ...condition.params]);
  }
}

class Update<Table extends string> extends WriteWhere<Table> {
  /** Joins another table, which the condition may use too. */
  from<Other extends SQLiteTable>(other: Other): WriteWhere<Table | NameOf<Other>> {
    return new WriteWhere(`${this.text} from ${shapeOf(other).name}`, this.params);
  }

  /** Joins the rows of a query under a name for the condition and the expressions. */
  fromQuery(query: SQL, name: string): WriteWhere<Table> {
    return new WriteWhere(`${this.text} from (${query.text}) as ${quote(name)}`, [...this.params, ...query.params]);
  }
}

class Insert<Table extends SQLiteTable> extends Write {
  readonly #table: Table;

  constructor(table: Table, text: string, params: readonly Value[]) {
    super(text, params);
    this.#table = table;
  }

  /** Skips rows that would violate a unique index: any, or the one on the columns of `target`. */
  onConflictDoNothing({ target }: { readonly target?: Target } = {}): Write {
    return new Write(`${this.text} on conflict${target === undefined ? "" : on(target)} do nothing`, this.params);
  }

  /** Updates the row that has the same values in the columns of `target`, if its condition holds. */
  onConflictDoUpdate({ set, setWhere, target }: Upsert<Table>): Write {
    const params = [...this.params];
    const text = `${this.text} on conflict${on(target)} do update set ${assignments(this.#table, set, params)}`;
    return new Write(setWhere === undefined ? text : `${text} where ${write(setWhere, params)}`, params);
  }
}

/** The columns of a unique index. */
type Target = SQLiteColumn | readonly SQLiteColumn[];

interface Upsert<Table extends SQLiteTable> {
  readonly target: Target;
  readonly set: Partial<Values<Table>>;
  readonly setWhere?: ConditionOn<NameOf<Table>>;
}

const on = (target: Target): string =>
  ` (${[target]
    .flat()
    .map((column) => quote(columnName(column)))
    .join(", ")})`;

/**
 * The list of SET.
 * @throws Error if nothing is set
 */
function assignments(table: SQLiteTable, set: ByKey, params: Value[]): string {
  const texts: string[] = [];
  for (const { key, name } of shapeOf(table).columns) {
    const value = set[key];
    if (value !== undefined) texts.push(`${name} = ${write(value, params)}`);
  }
  if (texts.length === 0) throw new Error("An UPDATE sets nothing.");
  return texts.join(", ");
}

/** A row with all columns of a table. An omitted column has its default, or NULL. */
function row(table: SQLiteTable, values: ByKey, params: Value[]): string {
  const texts = shapeOf(table).columns.map(({ key, otherwise }) => {
    const value = values[key] === undefined ? otherwise : values[key];
    return value === undefined ? "null" : write(value, params);
  });
  return texts.join(", ");
}

/** Builds statements on a table. */
export const build = {
  insert: <Table extends SQLiteTable>(table: Table) => ({
    values(values: Values<Table>): Insert<Table> {
      const params: Value[] = [];
      return new Insert(table, `${shapeOf(table).insert}values (${row(table, values, params)})`, params);
    },
  }),
  update: <Table extends SQLiteTable>(table: Table) => ({
    set(set: Partial<Values<Table>>): Update<NameOf<Table>> {
      const params: Value[] = [];
      return new Update(`update ${shapeOf(table).name} set ${assignments(table, set, params)}`, params);
    },
  }),
  delete: <Table extends SQLiteTable>(table: Table): WriteWhere<NameOf<Table>> =>
    new WriteWhere(`delete from ${shapeOf(table).name}`, []),
};

/**
 * A statement that inserts a row for each row of a query.
 * @param from `FROM … WHERE …`, or `WHERE …` alone: without a WHERE, `ON CONFLICT` could not follow
 */
export function insertFrom<Table extends SQLiteTable>(table: Table, values: Values<Table>, from: SQL): Insert<Table> {
  const params: Value[] = [];
  return new Insert(
    table,
    `${shapeOf(table).insert}select ${row(table, values, params)} ${write(from, params)}`,
    params,
  );
}
