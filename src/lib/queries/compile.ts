/** Queries to SQL: JSON texts in, statements with bound values out. Pure. */
import { sql, type SQL } from "drizzle-orm";
import { ok, type Result } from "../../errors/result.ts";
import { type Access, checksOf, chooseAccess, countDriver, foundSequence, indexedBy, readDriver } from "./access.ts";
import { bindAll, type Binder } from "./bind.ts";
import { checkQueries, type Order, type Request } from "./check.ts";
import { type QueryFailure, unsupported } from "./failure.ts";
import { nullSql, operand, partSql, type Use } from "./filter-sql.ts";
import { countConditions, never } from "./filter.ts";
import { all, any, leaf } from "./logic.ts";
import {
  distinctOrders,
  findsInOrder,
  forward,
  isIndexOrder,
  type Keys,
  type OrderedDriver,
  orderKeys,
} from "./order.ts";
import { parseQueries } from "./parse.ts";
import { afterAtValue, afterInIndex, cursorRow, type CursorValue, cursorValues, isAfter } from "./position.ts";
import type { Part, Resource } from "./resource.ts";
import { parseSearch } from "./search.ts";

export interface ListRequest {
  readonly queries?: readonly string[];
  /** Text of at most 256 characters; absent: no search. An empty text finds nothing. */
  readonly search?: string;
  /** The rows that the list is of; absent: all. */
  readonly part?: Part;
  /** Whether the matches are to be counted. */
  readonly total: boolean;
}

/** A list as two statements, to be run in one batch. */
export interface ListPlan {
  /**
   * A whole SELECT of one row of integers; null when the request asks for none of them. `total`: how many rows match the
   * filters and the search, 0 when not asked for. `cursorFound`: 1 when there is no cursor, or its row exists. `cursorNull`:
   * 1 when the cursor's row lacks a value that the list is ordered by.
   */
  readonly facts: SQL | null;
  /** What the page begins with: nothing, or the table that holds its values when they are many. */
  readonly with: SQL;
  /** What to SELECT from; several are joined by UNION ALL, and the order and the limit apply to the whole. */
  readonly branches: readonly [Branch, ...Branch[]];
  /** What to SELECT besides: the columns that `orderBy` names. */
  readonly columns: Readonly<Record<string, SQL.Aliased>>;
  /**
   * Whether the rows are found in another order. SQLite then makes a row's columns when the row is found, for many more
   * rows than the page has: a column that costs reads belongs in a SELECT around this one, in the same order.
   */
  readonly sorts: boolean;
  readonly orderBy: readonly SQL[];
  readonly limit: number;
  readonly offset: number;
  /** Whether the rows come backwards, from a cursor towards the beginning. */
  readonly reversed: boolean;
}

interface Branch {
  readonly source: SQL;
  readonly where: SQL;
}

/**
 * Compiles the parameters of a list.
 * @returns the statements, or which rule the queries break (docs/spec/queries.md#validation).
 *   `general_cursor_not_found` and `database_query_order_null` are up to the caller, who reads them from the facts.
 */
export function compileList(
  resource: Resource,
  { queries: texts = [], part, search, total }: ListRequest,
): Result<ListPlan, QueryFailure> {
  const queries = parseQueries(texts);
  if (!queries.ok) return queries;
  const checked = checkQueries(resource, queries.value);
  if (!checked.ok) return checked;
  const request = checked.value;

  if (search !== undefined && resource.search === undefined) return unsupported("This list cannot be searched.");
  const access = accessOf(resource, request, search, part ?? null);
  const page = bindAll((bind) => compilePage(resource, request, access, bind));
  return ok({
    facts: compileFacts(resource, request, access, total),
    with: page.values === null ? sql`` : sql`WITH v AS (${page.values}) `,
    ...page.built,
    limit: request.limit,
    offset: request.offset,
    reversed: request.cursor?.before === true,
  });
}

function accessOf(resource: Resource, { filters }: Request, search: string | undefined, part: Part | null): Access {
  if (search === undefined || resource.search === undefined) return chooseAccess(filters, null, part);
  const terms = parseSearch(search);
  // Nothing searchable is left of the text, so nothing has it.
  if (terms.length === 0) return chooseAccess([never], null, part);
  return chooseAccess(filters, { source: resource.search, terms }, part);
}

/** `total` from a counter where there is one, else by counting; and what the cursor's row is like. */
function compileFacts(resource: Resource, request: Request, access: Access, total: boolean): SQL | null {
  const { cursor } = request;
  if (!total && cursor === null) return null;
  const facts = bindAll((bind) => {
    const columns = [sql`${total ? compileTotal(resource, access, bind) : sql`0`} AS "total"`];
    if (cursor === null) columns.push(sql`1 AS "cursorFound"`, sql`0 AS "cursorNull"`);
    else {
      const nulls = orderKeys(resource, request)
        .filter(({ attribute }) => attribute.nullable)
        .map(({ attribute }) => leaf(nullSql(attribute, "check")));
      const part = access.driver?.by === "part" ? partSql(resource, access.driver.part, "check") : [];
      const row = (): SQL => sql.join([cursorRow(resource, cursor.id, bind), ...part], sql` AND `);
      columns.push(sql`EXISTS (SELECT 1 ${row()}) AS "cursorFound"`);
      columns.push(
        nulls.length === 0
          ? sql`0 AS "cursorNull"`
          : sql`EXISTS (SELECT 1 ${row()} AND ${any(nulls).sql}) AS "cursorNull"`,
      );
    }
    return sql`SELECT ${sql.join(columns, sql`, `)}`;
  });
  return facts.values === null ? facts.built : sql`WITH v AS (${facts.values}) ${facts.built}`;
}

function compileTotal(resource: Resource, access: Access, bind: Binder): SQL {
  const { driver, filters, terms } = access;
  const isAlone = filters.length === 0 && terms.length === 0;
  if (isAlone && driver === null && resource.total !== undefined) return resource.total;
  if (isAlone && driver?.by === "value" && driver.values?.length === 1 && driver.attribute.type === "boolean") {
    const { totals } = driver.attribute;
    if (totals !== undefined) return driver.values[0] === 1 ? totals.true : totals.false;
  }
  if (isAlone && driver !== null) return countDriver(resource, driver, bind);
  const { source, where } = matches(resource, access, bind);
  return sql`(SELECT count(*) FROM ${source} WHERE ${where})`;
}

/** All rows that match, in no order. */
function matches(resource: Resource, access: Access, bind: Binder): Branch {
  const { driver } = access;
  const { source, seeks } =
    driver === null ? { source: indexedBy(resource, null), seeks: [] } : readDriver(resource, driver, bind);
  return { source, where: all([...seeks.map(leaf), ...checksOf(resource, access, bind)]).sql };
}

type Page = Pick<ListPlan, "branches" | "columns" | "orderBy" | "sorts">;

/** What rows are put in order by. */
interface Sort {
  readonly expression: SQL;
  readonly descending: boolean;
}

function pageOf(branches: ListPlan["branches"], order: readonly Sort[], sorts: boolean): Page {
  const named = order.map((sort, i) => ({ name: `order_${i}`, ...sort }));
  return {
    branches,
    columns: Object.fromEntries(named.map(({ name, expression }) => [name, expression.as(name)])),
    orderBy: named.map(({ name, descending }) => sql`${sql.identifier(name)} ${sql.raw(descending ? "DESC" : "ASC")}`),
    sorts,
  };
}

/** Orders that the rows are found in already, or ("check") that must not tempt SQLite to find them so. */
const sortsOf = (orders: readonly Order[], use: Use): Sort[] =>
  orders.map(({ attribute, descending }) => ({ expression: operand(attribute, use), descending }));

/** The page: read in order where the driver or an index allows, else found, sorted and cut. */
function compilePage(resource: Resource, request: Request, access: Access, bind: Binder): Page {
  const { cursor, random } = request;
  const { driver } = access;
  if (random) {
    const chance = { expression: sql`random()`, descending: false };
    const sorts = [...sortsOf(distinctOrders(request), "check"), chance];
    return pageOf([matches(resource, access, bind)], sorts, true);
  }
  const keys = orderKeys(resource, request);
  const at = cursor === null ? null : cursorValues(resource, cursor.id, bind);
  if (driver === null) return readByOrder({ resource, access, keys, at, bind });
  if (findsInOrder(resource, driver, keys)) return readByDriver({ resource, access, keys, at, bind }, driver);
  const { source, where } = matches(resource, access, bind);
  const after = at === null ? where : sql`${where} AND ${isAfter(keys, at)}`;
  return pageOf([{ source, where: after }], sortsOf(keys, "check"), true);
}

/** What a page is read by. */
interface Scan {
  readonly resource: Resource;
  readonly access: Access;
  readonly keys: Keys;
  /** Null: from the beginning. */
  readonly at: CursorValue | null;
  readonly bind: Binder;
}

/** Beyond this many conditions a statement has no room for them once a branch: the cursor is one more of them then. */
const branchedConditionsMax = 150;

/** No condition drives: the first order's index does. */
function readByOrder(scan: Scan): Page {
  const { resource, access, keys, at, bind } = scan;
  const [{ attribute, descending }] = keys;
  const source = indexedBy(resource, attribute.index);
  const isOrdered = isIndexOrder(resource, keys);
  const sorts = sortsOf(keys, "seek");
  if (at === null) return pageOf(branchesOf(scan, source, [[]]), sorts, !isOrdered);
  if (!isOrdered || countConditions(access.filters) > branchedConditionsMax) {
    return pageOf(branchesOf(scan, source, [[isAfter(keys, at)]]), sorts, !isOrdered);
  }
  const seeks = afterInIndex(resource, keys, { lower: null, upper: null }, at, bind);
  // Downwards, the rows without a value follow all others.
  if (attribute.nullable && descending) seeks.push([nullSql(attribute, "seek")]);
  return pageOf(branchesOf(scan, source, seeks), sorts, false);
}

/** The driver finds the rows in order: a page of them ends the reading. */
function readByDriver(scan: Scan, driver: OrderedDriver): Page {
  const { resource, keys, at, bind } = scan;
  const { source, seeks } = readDriver(resource, driver, bind);
  const [{ descending }] = keys;
  switch (driver.by) {
    case "range": {
      const ranges = at === null ? [seeks] : afterInIndex(resource, keys, driver.range, at, bind);
      return pageOf(branchesOf(scan, source, ranges), sortsOf(keys, "seek"), false);
    }
    case "value": {
      const after = at === null ? [] : [afterAtValue(resource, keys, driver, at, bind)];
      return pageOf(branchesOf(scan, source, [[...seeks, ...after]]), sortsOf(keys, "seek"), false);
    }
    case "part": {
      const after =
        at === null ? [] : [sql`${resource.sequence.expression} ${forward(descending)} ${at(resource.sequence)}`];
      return pageOf(branchesOf(scan, source, [[...seeks, ...after]]), sortsOf(keys, "seek"), false);
    }
    case "element": {
      const after = at === null ? [] : [sql`${foundSequence} ${forward(descending)} ${at(resource.sequence)}`];
      return pageOf(branchesOf(scan, source, [after]), [{ expression: sql`${foundSequence}`, descending }], false);
    }
  }
}

/** Disjoint seeks into one source, each with all that is left to check. */
function branchesOf(
  { resource, access, bind }: Scan,
  source: SQL,
  seeks: readonly (readonly SQL[])[],
): ListPlan["branches"] {
  const branch = (conditions: readonly SQL[] = []): Branch => ({
    source,
    where: all([...conditions.map(leaf), ...checksOf(resource, access, bind)]).sql,
  });
  const [first, ...others] = seeks;
  return [branch(first), ...others.map(branch)];
}
