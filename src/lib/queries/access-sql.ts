/** The SQL of accesses: the rows that a driver reads, and the remaining conditions on them. */
import { type SQL, sql } from "../sql/index.ts";
import type { Access, Driver } from "./access.ts";
import type { Binder } from "./bind.ts";
import { checkSql, equalSql, nullSql, oneOf, operand, partSql, rangeSql } from "./filter-sql.ts";
import { all, type Condition, leaf } from "./logic.ts";
import type { Branch } from "./plan.ts";
import type { Resource } from "./resource.ts";
import { hasTerm, selectOwners } from "./search.ts";
import { union } from "./union.ts";

/** The table, read only by this index. For "rowid" and null, the conditions on the sequence decide. */
export function indexedBy(resource: Resource, index: string | null): SQL {
  if (index === null || index === "rowid") return sql`${resource.table} NOT INDEXED`;
  return sql`${resource.table} INDEXED BY ${sql.identifier(index)}`;
}

/** A FROM, and the conditions that select the driver's rows in it. */
interface Reading {
  readonly source: SQL;
  readonly seeks: readonly SQL[];
}

/** Reads the rows that a driver finds: by an index of the table, or by sequences from another table. */
export function readDriver(resource: Resource, driver: Driver, bind: Binder): Reading {
  switch (driver.by) {
    case "value": {
      const { attribute, values } = driver;
      const seek = values === null ? nullSql(attribute, "seek") : equalSql(attribute, values, "seek", bind);
      return { source: indexedBy(resource, attribute.index), seeks: [seek] };
    }
    case "range":
      return {
        source: indexedBy(resource, driver.attribute.index),
        seeks: [rangeSql(operand(driver.attribute, "seek"), driver.range, bind)],
      };
    case "part": {
      const { attribute, condition, value } = driver.part;
      if (attribute.type !== "array") {
        return { source: indexedBy(resource, attribute.index), seeks: partSql(resource, driver.part, "seek") };
      }
      const { element, owner, table } = attribute;
      const source = joinFound(resource, sql`SELECT ${owner} AS s FROM ${table} WHERE ${element} = ${value}`);
      return { source, seeks: condition === undefined ? [] : [sql`(${condition})`] };
    }
    default:
      return { source: joinFound(resource, sequencesSql(resource, driver, bind)), seeks: [] };
  }
}

/** The rows of sequences from another table. A join, because IN would store the sequences in a table and read each again. */
const joinFound = (resource: Resource, sequences: SQL): SQL =>
  sql`(${sequences}) AS found CROSS JOIN ${indexedBy(resource, null)} ON ${resource.sequence.expression} = ${foundSequence}`;

/** The sequence that a driver found in another table; `element` drivers of one value find them in order. */
export const foundSequence = sql.raw("found.s");

/** The number of rows that a driver finds, if there are no further conditions. */
export function countDriver(resource: Resource, driver: Driver, bind: Binder): SQL {
  if (driver.by !== "value" && driver.by !== "range" && driver.by !== "part") {
    return sql`(SELECT count(*) FROM (${sequencesSql(resource, driver, bind)}))`;
  }
  const { source, seeks } = readDriver(resource, driver, bind);
  return sql`(SELECT count(*) FROM ${source} WHERE ${all(seeks.map(leaf)).sql})`;
}

type OtherTable = Exclude<Driver, { by: "value" | "range" | "part" }>;

/** The sequences that a driver finds, each once, as a SELECT of `s`. */
function sequencesSql(resource: Resource, driver: OtherTable, bind: Binder): SQL {
  switch (driver.by) {
    case "element": {
      const { table, owner, element } = driver.attribute;
      const distinct = sql.raw(driver.values.length === 1 ? "" : "DISTINCT ");
      return sql`SELECT ${distinct}${owner} AS s FROM ${table} WHERE ${element} ${oneOf(driver.values, bind)}`;
    }
    case "search":
      return selectOwners(driver.source, driver.terms, bind);
    case "union":
      return sql`SELECT DISTINCT s FROM (${union(driver.accesses.map((access) => selectSequences(resource, access, bind)))})`;
  }
}

/** The remaining conditions on a row. */
export function checksOf(resource: Resource, { filters, terms }: Access, bind: Binder): Condition[] {
  const { search } = resource;
  return [
    ...filters.map((filter) => checkSql(resource, filter, bind)),
    ...(search === undefined ? [] : terms.map((term) => leaf(hasTerm(search, term, bind)))),
  ];
}

/** The sequences that a driver finds, as a SELECT of `s`, if there are no further conditions. */
export const foundSequences = (resource: Resource, driver: Driver, bind: Binder): SQL =>
  driver.by === "value" || driver.by === "range" || driver.by === "part"
    ? selectSequences(resource, { driver, filters: [], terms: [] }, bind)
    : sequencesSql(resource, driver, bind);

/** The sequences that an access finds, as a SELECT of `s`. */
export function selectSequences(resource: Resource, access: Access<Driver>, bind: Binder): SQL {
  const { source, seeks } = readDriver(resource, access.driver, bind);
  const where = all([...seeks.map(leaf), ...checksOf(resource, access, bind)]);
  return sql`SELECT ${resource.sequence.expression} AS s FROM ${source} WHERE ${where.sql}`;
}

/** All rows that match, in no order. */
export function matches(resource: Resource, access: Access, bind: Binder): Branch {
  const { driver } = access;
  const { source, seeks } =
    driver === null ? { source: indexedBy(resource, null), seeks: [] } : readDriver(resource, driver, bind);
  return { source, where: all([...seeks.map(leaf), ...checksOf(resource, access, bind)]).sql };
}
