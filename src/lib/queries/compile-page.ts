/** The SQL of pages: the access, and the order in which rows are read or sorted. */
import { type SQL, sql } from "../sql/index.ts";
import {
  checksOf,
  foundSequence,
  foundSequences,
  indexedBy,
  matches,
  readDriver,
  selectSequences,
} from "./access-sql.ts";
import type { Access, Driver } from "./access.ts";
import type { Binder } from "./bind.ts";
import type { Order, Request } from "./check.ts";
import { equalSql, nullSql, operand, type Use } from "./filter-sql.ts";
import { countConditions, type Values } from "./filter.ts";
import { all, leaf } from "./logic.ts";
import {
  distinctOrders,
  findsInOrder,
  forward,
  isIndexOrder,
  type Keys,
  type OrderedDriver,
  orderKeys,
} from "./order.ts";
import type { Branch, ListPlan } from "./plan.ts";
import { afterAtValue, afterInIndex, type CursorValue, cursorValues, isAfter } from "./position.ts";
import type { BooleanAttribute, Resource } from "./resource.ts";

type Page = Pick<ListPlan, "branches" | "columns" | "orderBy" | "sorts">;

/** A term of ORDER BY. */
interface Sort {
  readonly expression: SQL;
  readonly descending: boolean;
}

function pageOf(branches: ListPlan["branches"], order: readonly Sort[], sorts: boolean): Page {
  const named = order.map((sort, i) => ({ name: `order_${i}`, ...sort }));
  return {
    branches,
    columns: Object.fromEntries(named.map(({ name, expression }) => [name, expression])),
    orderBy: named.map(({ name, descending }) => sql`${sql.identifier(name)} ${sql.raw(descending ? "DESC" : "ASC")}`),
    sorts,
  };
}

/** The orders as terms: with "seek" SQLite may read the rows in that order by an index, with "check" it cannot. */
const sortsOf = (orders: readonly Order[], use: Use): Sort[] =>
  orders.map(({ attribute, descending }) => ({ expression: operand(attribute, use), descending }));

/** Compiles the page: read in order if the driver or an index allows it, else read, sorted and cut. */
export function compilePage(resource: Resource, request: Request, access: Access, bind: Binder): Page {
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
  if (keys[0].attribute === resource.sequence) return readBySequence({ resource, access, keys, at, bind }, driver);
  const { source, where } = matches(resource, access, bind);
  const after = at === null ? where : sql`${where} AND ${isAfter(keys, at)}`;
  return pageOf([{ source, where: after }], sortsOf(keys, "check"), true);
}

/**
 * Reads the matches in the order of insertion. SQLite sorts the sequences of an IN and goes through only as many as the page
 * has. Sorting the matches would read each of them again.
 */
function readBySequence({ resource, access, keys, at, bind }: Scan, driver: Driver): Page {
  const { expression } = resource.sequence;
  const isAlone = access.filters.length === 0 && access.terms.length === 0;
  const found = isAlone
    ? foundSequences(resource, driver, bind)
    : selectSequences(resource, { ...access, driver }, bind);
  const rest =
    at === null ? found : sql`SELECT s FROM (${found}) WHERE s ${forward(keys[0].descending)} ${at(resource.sequence)}`;
  const where = sql`${expression} IN (${rest})`;
  return pageOf([{ source: indexedBy(resource, null), where }], sortsOf(keys, "seek"), false);
}

/** The inputs for reading a page. */
interface Scan {
  readonly resource: Resource;
  readonly access: Access;
  readonly keys: Keys;
  /** The values of the cursor's row; null: the page is the first. */
  readonly at: CursorValue | null;
  readonly bind: Binder;
}

/** The most conditions that a statement can repeat in each branch. Beyond it, there is one branch, and the cursor is a condition. */
const branchedConditionsMax = 150;

/** Reads by the index of the first order, if no condition drives. */
function readByOrder(scan: Scan): Page {
  const { resource, access, keys, at, bind } = scan;
  const [{ attribute, descending }] = keys;
  const isOrdered = isIndexOrder(resource, keys);
  const sorts = sortsOf(keys, "seek");
  if (attribute.type === "boolean" && attribute.indexed !== undefined) {
    if (isOrdered && countConditions(access.filters) <= branchedConditionsMax)
      return readByBoolean(scan, attribute, attribute.indexed);
    return pageOf(branchesOf(scan, indexedBy(resource, null), [at === null ? [] : [isAfter(keys, at)]]), sorts, true);
  }
  const source = indexedBy(resource, attribute.index);
  if (at === null) return pageOf(branchesOf(scan, source, [[]]), sorts, !isOrdered);
  if (!isOrdered || countConditions(access.filters) > branchedConditionsMax) {
    return pageOf(branchesOf(scan, source, [[isAfter(keys, at)]]), sorts, !isOrdered);
  }
  const seeks = afterInIndex(resource, keys, { lower: null, upper: null }, at, bind);
  // In descending order, the rows without a value come last.
  if (attribute.nullable && descending) seeks.push([nullSql(attribute, "seek")]);
  return pageOf(branchesOf(scan, source, seeks), sorts, false);
}

/**
 * Reads in the order of a boolean whose partial index has the rows of one value. Those rows are read by the index, the
 * others by the sequence, each in order, and SQLite merges them without reading ahead.
 */
function readByBoolean(scan: Scan, attribute: BooleanAttribute, indexed: 0 | 1): Page {
  const { resource, access, keys, at, bind } = scan;
  // For a value that cannot match, SQLite drops the condition that lets it use the partial index.
  const isAsked = (value: 0 | 1): boolean =>
    access.filters.every((filter) => {
      if (filter.kind === "constant") return value !== indexed;
      return filter.kind !== "equal" || filter.attribute !== attribute || filter.values.includes(value);
    });
  const branch = (value: 0 | 1): Branch => {
    const source = indexedBy(resource, value === indexed ? attribute.index : null);
    const values: Values = [value];
    const after = at === null ? [] : [afterAtValue(resource, keys, { by: "value", attribute, values }, at, bind)];
    return branchesOf(scan, source, [[equalSql(attribute, values, "seek", bind), ...after]])[0];
  };
  const [first = branch(0), ...others] = ([0, 1] as const).filter(isAsked).map(branch);
  return pageOf([first, ...others], sortsOf(keys, "seek"), false);
}

/** Reads by a driver that finds the rows in order, and stops after a page. */
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

/** Disjoint seeks into one source, each with the remaining conditions. */
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
