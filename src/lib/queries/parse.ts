/** Parses query strings: JSON, shape, method and the limits on size (docs/spec/queries.md#format). Pure. */
import { ok, type Result } from "../../errors/result.ts";
import { invalid, type QueryFailure } from "./failure.ts";

/** The documented limits (docs/spec/queries.md#limits), which keep a statement within D1's limits. */
export const queryLimits = {
  queries: 100,
  charactersPerQuery: 4096,
  values: 500,
  conditions: 500,
  lists: 100,
  levels: 20,
} as const;

const methods = [
  "equal",
  "notEqual",
  "lessThan",
  "lessThanEqual",
  "greaterThan",
  "greaterThanEqual",
  "between",
  "notBetween",
  "isNull",
  "isNotNull",
  "startsWith",
  "notStartsWith",
  "endsWith",
  "notEndsWith",
  "contains",
  "containsAny",
  "containsAll",
  "notContains",
  "search",
  "notSearch",
  "and",
  "or",
  "orderAsc",
  "orderDesc",
  "orderRandom",
  "cursorAfter",
  "cursorBefore",
  "limit",
  "offset",
] as const;

export type Method = (typeof methods)[number];
const methodOf: ReadonlyMap<string, Method> = new Map(methods.map((method) => [method, method]));

/** The error text for a refused method. */
export const notAccepted = (method: string, accepted: readonly string[]): string =>
  `the method "${method}" is not accepted here; accepted: ${accepted.join(", ")}`;

/** One query, its values not yet checked against an attribute. */
export interface Query {
  readonly method: Method;
  readonly attribute: string;
  readonly values: readonly unknown[];
  /** The queries that `and` and `or` join; empty for all others. */
  readonly queries: readonly Query[];
}

/**
 * Parses the strings of a `queries` parameter.
 * @returns the queries, nested ones included; or the first rule that one of them breaks
 */
export function parseQueries(texts: readonly string[]): Result<readonly Query[], QueryFailure> {
  if (texts.length > queryLimits.queries) return invalid(`at most ${queryLimits.queries} queries are accepted`);
  const queries: Query[] = [];
  const budget = { conditions: queryLimits.conditions, lists: queryLimits.lists };
  for (const text of texts) {
    const query = parseText(text, budget);
    if (!query.ok) return query;
    queries.push(query.value);
  }
  return ok(queries);
}

/** The remaining conditions, and lists of values in them, of a request. Counted down while parsing. */
interface Budget {
  conditions: number;
  lists: number;
}

/** Whether the values are alternatives. D1 opens a table for each such list, up to some hundreds. */
const isList = (method: Method, values: readonly unknown[]): boolean =>
  values.length > 1 && method !== "between" && method !== "notBetween";

function parseText(text: string, budget: Budget): Result<Query, QueryFailure> {
  if (text.length > queryLimits.charactersPerQuery) {
    return invalid(`a query has at most ${queryLimits.charactersPerQuery} characters`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return invalid('expected JSON such as {"method":"equal","attribute":"name","values":["Ann"]}');
  }
  return parseQuery(json, 1, budget);
}

function parseQuery(json: unknown, level: number, budget: Budget): Result<Query, QueryFailure> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return invalid("expected a JSON object");
  if (level > queryLimits.levels) return invalid(`and/or nest at most ${queryLimits.levels} levels deep`);
  if (budget.conditions-- === 0) return invalid(`at most ${queryLimits.conditions} conditions are accepted`);

  const {
    method: name,
    attribute = "",
    values = [],
  } = json as Partial<Record<"method" | "attribute" | "values", unknown>>;
  if (typeof name !== "string") return invalid('"method" must be a string');
  const method = methodOf.get(name);
  if (method === undefined) return invalid(notAccepted(name, methods));
  if (typeof attribute !== "string") return invalid('"attribute" must be a string');
  if (!Array.isArray(values)) return invalid('"values" must be an array');
  if (values.length > queryLimits.values) return invalid(`${method} takes at most ${queryLimits.values} values`);
  if (method !== "and" && method !== "or") {
    return isList(method, values) && budget.lists-- === 0
      ? invalid(`at most ${queryLimits.lists} conditions with several values are accepted`)
      : ok({ method, attribute, values, queries: [] });
  }

  const queries: Query[] = [];
  for (const value of values) {
    const query = parseQuery(value, level + 1, budget);
    if (!query.ok) return query;
    queries.push(query.value);
  }
  return ok({ method, attribute, values: [], queries });
}
