/**
 * Shared code of all lists: it compiles the queries and makes the two statements of their batch (docs/spec/queries.md).
 */
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { AppError } from "../../errors/app-error.ts";
import type { ErrorType } from "../../errors/catalogue.ts";
import { compileList, type ListPlan, type ListRequest, parsePage, type Resource } from "../../lib/queries/index.ts";
import { type NameOf, type SQL, sql, type Where } from "../../lib/sql/index.ts";
import type { Page } from "../../models/model.ts";
import type { Batch } from "../../storage/batch.ts";
import { isTooLong } from "../../storage/constraints.ts";
import type { Database } from "../../storage/database.ts";
import { boolean, integer, reader } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { users } from "../../storage/schema/index.ts";

/** @throws AppError `general_argument_invalid`, `general_query_invalid` */
export function compile(resource: Resource, request: ListRequest): ListPlan {
  const plan = compileList(resource, request);
  if (plan.ok) return plan.value;
  const { message, type } = plan.error;
  throw new AppError(type, type === "general_argument_invalid" ? `Invalid \`queries\` param: ${message}` : message);
}

/**
 * Reads queries that may only set limit and offset, for a list without a table.
 * @param max the number of rows, and the default of the limit
 * @throws AppError `general_argument_invalid`
 */
export function compilePage(
  queries: readonly string[],
  max: number,
): { readonly limit: number; readonly offset: number } {
  const page = parsePage(queries, max);
  if (page.ok) return page.value;
  throw new AppError("general_argument_invalid", `Invalid \`queries\` param: ${page.error.message}`);
}

/** The source of a list's rows. */
interface Source<Item> {
  readonly table: SQLiteTable;
  readonly sequence: SQLiteColumn;
  /** The columns that the SELECT lists. */
  readonly columns: SQL;
  readonly toItem: (row: Row) => Item;
}

/**
 * Reads a page and how many rows match, in one batch.
 * @throws AppError `general_cursor_not_found`, `database_query_order_null`
 */
export async function readPage<Item>(db: Database, plan: ListPlan, source: Source<Item>): Promise<Page<Item>> {
  const batch = db.batch();
  const page = addPage(batch, plan, source);
  await ask(batch);
  return page();
}

/** The owner of a list's rows. */
interface Owner<Table extends SQLiteTable> {
  readonly table: Table;
  /** The error if there is no such owner. */
  readonly absent: ErrorType;
}

/**
 * Reads a page of an owner's rows, and how many rows match, in one batch.
 * @param who picks the owner
 * @throws AppError the owner's `absent`, `general_cursor_not_found`, `database_query_order_null`
 */
export async function readPageOf<Item, Table extends SQLiteTable>(
  db: Database,
  { absent, table }: Owner<Table>,
  who: Where<NameOf<Table>>,
  plan: ListPlan,
  source: Source<Item>,
): Promise<Page<Item>> {
  const batch = db.batch();
  const owner = batch.add(sql`SELECT 1 FROM ${table} WHERE ${who}`);
  const page = addPage(batch, plan, source);
  await ask(batch);
  if (owner.row === undefined) throw new AppError(absent);
  return page();
}

/**
 * Reads a page of a user's rows, and how many rows match, in one batch. @throws AppError `user_not_found`, as
 * `readPageOf`
 */
export const readPageOfUser = <Item>(
  db: Database,
  who: Where<"users">,
  plan: ListPlan,
  source: Source<Item>,
): Promise<Page<Item>> => readPageOf(db, { table: users, absent: "user_not_found" }, who, plan, source);

/**
 * Runs the batch of a list. Conditions on an attribute of another table are long: the number that a list allows can
 * exceed the length of a statement.
 * @throws AppError `general_argument_invalid`
 */
async function ask(batch: Batch): Promise<void> {
  try {
    await batch.run();
  } catch (error) {
    if (!isTooLong(error)) throw error;
    const message = "Invalid `queries` param: Invalid query: there are too many conditions on these attributes";
    throw new AppError("general_argument_invalid", message, { cause: error });
  }
}

/**
 * Adds the facts of a list, and its page.
 * @returns a function that reads the page, once the batch has run
 */
function addPage<Item>(batch: Batch, plan: ListPlan, source: Source<Item>): () => Page<Item> {
  const facts = batch.add(plan.facts ?? sql`SELECT 0 AS "total", 1 AS "cursorFound", 0 AS "cursorNull"`);
  const items = batch.add(plan.sorts ? selectSorted(plan, source) : selectPage(plan, source.columns));
  return () => toPage(plan, facts.row, items.rows, source);
}

/** Reads the row of `ListPlan.facts`. */
const listFacts = reader({ total: integer(), cursorFound: boolean(), cursorNull: boolean() });

function toPage<Item>(plan: ListPlan, row: Row | undefined, rows: readonly Row[], source: Source<Item>): Page<Item> {
  if (row === undefined) throw new AppError("general_cursor_not_found");
  const { cursorFound, cursorNull, total } = listFacts.read(row);
  if (!cursorFound) throw new AppError("general_cursor_not_found");
  if (cursorNull) throw new AppError("database_query_order_null");
  const items = rows.map(source.toItem);
  return { total, rows: plan.reversed ? items.toReversed() : items };
}

/** The page in its order, with these columns. */
function selectPage(plan: ListPlan, columns: SQL): SQL {
  const orders = Object.entries(plan.columns).map(([name, order]) => sql`, ${order} AS ${sql.identifier(name)}`);
  const fields = sql`${columns}${sql.join(orders)}`;
  const branches = plan.branches.map(({ source, where }) => sql`SELECT ${fields} FROM ${source} WHERE ${where}`);
  return sql`${plan.with}${sql.join(branches, sql` UNION ALL `)}
    ORDER BY ${orderOf(plan)} LIMIT ${sql.integer(plan.limit)} OFFSET ${plan.offset}`;
}

/** A page whose rows must be sorted: it sorts the `seq` of all matches, and reads the other columns of the page only. */
function selectSorted(plan: ListPlan, { columns, sequence, table }: Source<unknown>): SQL {
  return sql`SELECT ${columns} FROM (${selectPage(plan, sql`${sequence} AS "seq"`)}) AS "page"
    CROSS JOIN ${table} ON ${sequence} = "page"."seq" ORDER BY ${orderOf(plan)}`;
}

const orderOf = ({ orderBy }: ListPlan): SQL => sql.join([...orderBy], sql`, `);
