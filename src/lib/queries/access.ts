/**
 * How a list reads its table. The one condition that drives is chosen here and not by SQLite, so that what a list costs
 * is known; every other condition is checked of the rows it finds.
 */
import { sql, type SQL } from "drizzle-orm";
import type { Binder } from "./bind.ts";
import { checkSql, equalSql, nullSql, oneOf, operand, partSql, rangeSql } from "./filter-sql.ts";
import type { Filter, Values } from "./filter.ts";
import { all, type Condition, leaf } from "./logic.ts";
import type { ArrayAttribute, Part, Resource, ScalarAttribute, SearchSource } from "./resource.ts";
import { hasTerm, isExact, selectOwners, type Term } from "./search.ts";
import { intersect, type Range } from "./values.ts";

/** What finds the rows. */
export type Driver =
  /** An index, at one value or several; null: where there is none. */
  | { readonly by: "value"; readonly attribute: ScalarAttribute; readonly values: Values | null }
  /** An index, over a range. */
  | { readonly by: "range"; readonly attribute: ScalarAttribute; readonly range: Range }
  /** The table of an array's elements. */
  | { readonly by: "element"; readonly attribute: ArrayAttribute; readonly values: Values }
  /** The table of search words. */
  | { readonly by: "search"; readonly source: SearchSource; readonly term: Term }
  /** An index, at what a part of the resource has in it. */
  | { readonly by: "part"; readonly part: Part }
  /** Several of these, for an `or`. */
  | { readonly by: "union"; readonly accesses: readonly Access<Driver>[] };

export interface Access<D = Driver | null> {
  /** Null: no condition can; the order's index does. */
  readonly driver: D;
  readonly filters: readonly Filter[];
  readonly terms: readonly Term[];
}

/** What a search adds to the conditions of a list. */
export interface Search {
  readonly source: SearchSource;
  readonly terms: readonly Term[];
}

/** The fewer rows a condition is expected to find, the earlier it stands here. */
const ranks = ["unique", "element", "search", "equal", "interval", "range", "null", "boolean"] as const;

interface Candidate extends Access<Driver> {
  readonly rank: number;
}

/** Chooses among conditions that must all hold. The rows of somebody are few: where a list is of those, they drive. */
export function chooseAccess(conditions: readonly Filter[], search: Search | null, part: Part | null = null): Access {
  const least = part === null ? best(conditions, search) : null;
  if (least !== null) return least;
  const driver = part === null ? null : ({ by: "part", part } as const);
  return { driver, filters: conditions.flatMap(flatten), terms: search?.terms ?? [] };
}

function best(conditions: readonly Filter[], search: Search | null): Candidate | null {
  const filters = conditions.flatMap(flatten);
  const terms = search?.terms ?? [];
  const candidates = filters.flatMap((filter) => {
    const others = filters.filter((other) => other !== filter);
    return candidate(filter, others).map((found) => ({ ...found, terms }));
  });
  if (search !== null) candidates.push(...searchCandidate(search, filters));
  return candidates.reduce<Candidate | null>(
    (least, next) => (least === null || next.rank < least.rank ? next : least),
    null,
  );
}

/** An `and` among conditions that must all hold is no more than its parts. */
const flatten = (filter: Filter): readonly Filter[] =>
  filter.kind === "and" ? filter.filters.flatMap(flatten) : [filter];

type Found = Omit<Candidate, "terms">;

function candidate(filter: Filter, others: readonly Filter[]): Found[] {
  const found = (rank: (typeof ranks)[number], driver: Driver, filters = others): Found[] => [
    { rank: ranks.indexOf(rank), driver, filters },
  ];
  switch (filter.kind) {
    case "equal": {
      const { attribute, values } = filter;
      if (attribute.index === null) return [];
      const rank = attribute.unique ? "unique" : attribute.type === "boolean" ? "boolean" : "equal";
      return found(rank, { by: "value", attribute, values });
    }
    case "null":
      if (filter.attribute.index === null) return [];
      return found("null", { by: "value", attribute: filter.attribute, values: null });
    case "within": {
      const { attribute } = filter;
      if (attribute.index === null) return [];
      const onSame = (other: Filter): other is typeof filter =>
        other.kind === "within" && other.attribute === attribute;
      const range = others.filter(onSame).reduce((merged, other) => intersect(merged, other.range), filter.range);
      const rank = range.lower === null || range.upper === null ? "range" : "interval";
      return found(
        rank,
        { by: "range", attribute, range },
        others.filter((other) => !onSame(other)),
      );
    }
    case "array": {
      const { attribute, values, test } = filter;
      if (test === "containsNone") return [];
      if (test === "containsAny" || values.length === 1) return found("element", { by: "element", attribute, values });
      return found("element", { by: "element", attribute, values: [values[0]] }, [filter, ...others]);
    }
    case "or": {
      const accesses = filter.filters.map((branch) => best([branch], null));
      const least = accesses.filter((access) => access !== null);
      if (least.length < accesses.length) return [];
      return [
        { rank: Math.max(...least.map(({ rank }) => rank)), driver: { by: "union", accesses: least }, filters: others },
      ];
    }
    default:
      return [];
  }
}

function searchCandidate({ source, terms }: Search, filters: readonly Filter[]): Candidate[] {
  const [term, ...others] = terms;
  if (term === undefined) return [];
  return [
    {
      rank: ranks.indexOf("search"),
      driver: { by: "search", source, term },
      filters,
      terms: isExact(term) ? others : terms,
    },
  ];
}

/** The table, read by this index only; "rowid" and null leave it to the conditions on the sequence. */
export function indexedBy(resource: Resource, index: string | null): SQL {
  if (index === null || index === "rowid") return sql`${resource.table} NOT INDEXED`;
  return sql`${resource.table} INDEXED BY ${sql.identifier(index)}`;
}

/** A FROM and what its rows must meet to be the driver's. */
export interface Reading {
  readonly source: SQL;
  readonly seeks: readonly SQL[];
}

/** Reads the rows that a driver finds: by an index of the table, or by sequences found elsewhere. */
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

/** The rows of sequences found elsewhere. A join and not IN, which keeps the sequences in a table and reads each once more. */
const joinFound = (resource: Resource, sequences: SQL): SQL =>
  sql`(${sequences}) AS found CROSS JOIN ${indexedBy(resource, null)} ON ${resource.sequence.expression} = ${foundSequence}`;

/** The sequence that a driver found in another table; `element` drivers of one value find them in order. */
export const foundSequence = sql.raw("found.s");

/** How many rows a driver finds, when nothing else is to be checked of them. */
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
      return selectOwners(driver.source, driver.term, bind);
    case "union":
      return sql`SELECT DISTINCT s FROM (${union(driver.accesses.map((access) => selectSequences(resource, access, bind)))})`;
  }
}

/** All that is left to check of a row. */
export function checksOf(resource: Resource, { filters, terms }: Access, bind: Binder): Condition[] {
  const { search } = resource;
  return [
    ...filters.map((filter) => checkSql(resource, filter, bind)),
    ...(search === undefined ? [] : terms.map((term) => leaf(hasTerm(search, term, bind)))),
  ];
}

function selectSequences(resource: Resource, access: Access<Driver>, bind: Binder): SQL {
  const { source, seeks } = readDriver(resource, access.driver, bind);
  const where = all([...seeks.map(leaf), ...checksOf(resource, access, bind)]);
  return sql`SELECT ${resource.sequence.expression} AS s FROM ${source} WHERE ${where.sql}`;
}

/** D1 takes at most five terms in a compound SELECT, so many are nested. */
const compoundTermsMax = 5;

function union(selects: readonly SQL[]): SQL {
  const size = Math.ceil(selects.length / compoundTermsMax);
  const groups = Array.from({ length: Math.ceil(selects.length / size) }, (_, i) =>
    selects.slice(i * size, (i + 1) * size),
  );
  const terms = groups.map((group) =>
    group.length === 1 ? sql.join([...group]) : sql`SELECT s FROM (${union(group)})`,
  );
  return sql.join(terms, sql` UNION ALL `);
}
