/** Checks queries against a resource, and merges them (docs/spec/queries.md#validation). Pure. */
import { ok } from "../../errors/result.ts";
import { type Checked, invalid, notFound } from "./failure.ts";
import { checkFilter, conjuncts, type Filter } from "./filter.ts";
import { notAccepted, type Query } from "./parse.ts";
import type { Resource, ScalarAttribute } from "./resource.ts";

export interface Order {
  readonly attribute: ScalarAttribute;
  readonly descending: boolean;
}

interface Cursor {
  readonly id: string;
  readonly before: boolean;
}

/** The merged queries of a request. */
export interface Request {
  /** Conditions that must all hold. */
  readonly filters: readonly Filter[];
  readonly orders: readonly Order[];
  /** Whether rows that tie in all orders are shuffled. */
  readonly random: boolean;
  readonly cursor: Cursor | null;
  readonly limit: number;
  readonly offset: number;
}

/** The meaning of one query. */
type Clause =
  | { readonly clause: "filter"; readonly filter: Filter }
  | { readonly clause: "order"; readonly order: Order }
  | { readonly clause: "random" }
  | { readonly clause: "cursor"; readonly cursor: Cursor }
  | { readonly clause: "limit" | "offset"; readonly count: number };

/**
 * Checks parsed queries against a resource. Of several limits, offsets or cursors, the first counts
 * (docs/spec/queries.md#order-and-pages).
 */
export function checkQueries(resource: Resource, queries: readonly Query[]): Checked<Request> {
  const accepted = checkAccepted(resource, queries);
  if (!accepted.ok) return accepted;
  const clauses: Clause[] = [];
  for (const query of queries) {
    const clause = checkQuery(resource, query);
    if (!clause.ok) return clause;
    clauses.push(clause.value);
  }
  const count = (name: "limit" | "offset"): number | undefined =>
    clauses.flatMap((clause) => (clause.clause === name ? clause.count : []))[0];
  const request = {
    filters: conjuncts(clauses.flatMap((clause) => (clause.clause === "filter" ? clause.filter : []))),
    orders: clauses.flatMap((clause) => (clause.clause === "order" ? clause.order : [])),
    random: clauses.some(({ clause }) => clause === "random"),
    cursor: clauses.flatMap((clause) => (clause.clause === "cursor" ? clause.cursor : []))[0] ?? null,
    limit: count("limit") ?? resource.limit.default,
    offset: count("offset") ?? 0,
  };
  if (request.random && request.cursor !== null) return invalid("a cursor has no position in the order of orderRandom");
  return ok(request);
}

/** Whether the resource accepts the methods of these queries and of nested ones, on their attributes. */
function checkAccepted(resource: Resource, queries: readonly Query[]): Checked<null> {
  const { accepts, attributes } = resource;
  if (accepts === undefined) return ok(null);
  for (const { attribute, method, queries: inner } of queries) {
    const names = accepts.get(method);
    if (names === undefined) return invalid(notAccepted(method, [...accepts.keys()]));
    if (attributes.has(attribute) && !names.includes(attribute)) {
      return invalid(`${method} is accepted on ${names.join(", ") || "no attribute"}, not on "${attribute}"`);
    }
    const accepted = checkAccepted(resource, inner);
    if (!accepted.ok) return accepted;
  }
  return ok(null);
}

function checkQuery(resource: Resource, query: Query): Checked<Clause> {
  switch (query.method) {
    case "orderAsc":
    case "orderDesc":
      return checkOrder(resource, query);
    case "orderRandom":
      return ok({ clause: "random" });
    case "cursorAfter":
    case "cursorBefore":
      return checkCursor(query);
    case "limit":
      return checkCount("limit", query, 1, resource.limit.max);
    case "offset":
      return checkCount("offset", query, 0, 2 ** 63);
    default: {
      const filter = checkFilter(resource, query);
      return filter.ok ? ok({ clause: "filter", filter: filter.value }) : filter;
    }
  }
}

function checkOrder(resource: Resource, { method, attribute: name }: Query): Checked<Clause> {
  const attribute = resource.attributes.get(name) ?? resource.orderOnly.get(name);
  if (attribute === undefined) return notFound(name);
  if (attribute.type === "array") return invalid(`Cannot order by attribute "${name}" because it is an array.`);
  return ok({ clause: "order", order: { attribute, descending: method === "orderDesc" } });
}

/** The rule for ids (docs/spec/validators.md#id). */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$/;

function checkCursor({ method, values: [id] }: Query): Checked<Clause> {
  if (typeof id !== "string" || !idPattern.test(id)) {
    return invalid(
      `${method} takes an id: 1 to 36 of a-z, A-Z, 0-9, ".", "_" and "-", beginning with a letter or digit`,
    );
  }
  return ok({ clause: "cursor", cursor: { id, before: method === "cursorBefore" } });
}

export function checkCount(
  clause: "limit" | "offset",
  { values: [count] }: Query,
  min: number,
  max: number,
): Checked<Clause> {
  if (typeof count !== "number" || !Number.isInteger(count) || count < min || count > max) {
    return invalid(`${clause} takes an integer from ${min} to ${max === 2 ** 63 ? "2^63 - 1" : max}`);
  }
  return ok({ clause, count: Math.min(count, Number.MAX_SAFE_INTEGER) });
}
