/**
 * Chooses how a list reads its table. One condition drives: it finds the rows, by an index. It is chosen here and not by
 * SQLite, so that the cost of a list is known. Every other condition is checked on the rows that it finds.
 */
import type { Filter, Values } from "./filter.ts";
import type { ArrayAttribute, Part, ScalarAttribute, SearchSource } from "./resource.ts";
import { isExact, type Term } from "./search.ts";
import { intersect, type Range } from "./values.ts";

/** The condition or index that finds the rows. */
export type Driver =
  /** An index, at one or several values; null: at the rows without a value. */
  | { readonly by: "value"; readonly attribute: ScalarAttribute; readonly values: Values | null }
  /** An index, over a range. */
  | { readonly by: "range"; readonly attribute: ScalarAttribute; readonly range: Range }
  /** The table of an array's elements. */
  | { readonly by: "element"; readonly attribute: ArrayAttribute; readonly values: Values }
  /** The table of search words, at the rarest of these terms, which the statement determines. */
  | { readonly by: "search"; readonly source: SearchSource; readonly terms: readonly [Term, ...Term[]] }
  /** An index, at the value of a part of the resource. */
  | { readonly by: "part"; readonly part: Part }
  /** Several of these, for an `or`. */
  | { readonly by: "union"; readonly accesses: readonly Access<Driver>[] };

export interface Access<D = Driver | null> {
  /** The driver; null: no condition can drive, so the index of the order does. */
  readonly driver: D;
  readonly filters: readonly Filter[];
  readonly terms: readonly Term[];
}

/** The search of a list, beside its conditions. */
export interface Search {
  readonly source: SearchSource;
  readonly terms: readonly Term[];
}

/** The kinds of conditions, ordered by the number of rows they are expected to find. */
const ranks = ["unique", "element", "search", "equal", "interval", "range", "null", "boolean"] as const;

interface Candidate extends Access<Driver> {
  readonly rank: number;
}

/** Chooses among conditions that must all hold. A list scoped to one owner always uses the owner's index. */
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

/** Replaces an `and` by its parts, among conditions that must all hold. */
const flatten = (filter: Filter): readonly Filter[] =>
  filter.kind === "and" ? filter.filters.flatMap(flatten) : [filter];

/** Whether the partial index of a boolean lacks the rows of a value. */
const lacksRows = (attribute: ScalarAttribute, values: Values): boolean =>
  attribute.type === "boolean" &&
  attribute.indexed !== undefined &&
  !values.every((value) => value === attribute.indexed);

type Found = Omit<Candidate, "terms">;

function candidate(filter: Filter, others: readonly Filter[]): Found[] {
  const found = (rank: (typeof ranks)[number], driver: Driver, filters = others): Found[] => [
    { rank: ranks.indexOf(rank), driver, filters },
  ];
  switch (filter.kind) {
    case "equal": {
      const { attribute, values } = filter;
      if (attribute.index === null || lacksRows(attribute, values)) return [];
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

/** The most terms to compare for the rarest: the longest ones, which are likely the rarest. Each costs a few reads. */
const comparedTermsMax = 4;

function searchCandidate({ source, terms }: Search, filters: readonly Filter[]): Candidate[] {
  const [term, ...others] = terms;
  if (term === undefined) return [];
  const isDone = others.length === 0 && isExact(term);
  return [
    {
      rank: ranks.indexOf("search"),
      driver: { by: "search", source, terms: [term, ...others.slice(0, comparedTermsMax - 1)] },
      filters,
      terms: isDone ? [] : terms,
    },
  ];
}
