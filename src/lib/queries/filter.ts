/**
 * Checks conditions against a resource: attributes, number and types of values (docs/spec/queries.md#validation).
 * Pure.
 */
import { fail, ok, type Result } from "../../errors/result.ts";
import { parseDatetime } from "./datetime.ts";
import { type Checked, invalid, notFound, unsupported } from "./failure.ts";
import type { Method, Query } from "./parse.ts";
import type { ArrayAttribute, BooleanAttribute, Resource, ScalarAttribute, TextAttribute, Value } from "./resource.ts";
import { isWithin, prefixRange, type Range } from "./values.ts";

/** A condition on a row, with its values in the form in which they are compared. */
export type Filter =
  | { readonly kind: "and" | "or"; readonly filters: readonly Filter[] }
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "null" | "notNull"; readonly attribute: ScalarAttribute }
  /** Its texts are not folded, because equality may be stricter than the folded form. The texts of other filters are folded. */
  | { readonly kind: "equal"; readonly attribute: ScalarAttribute; readonly values: Values }
  | { readonly kind: "notEqual"; readonly attribute: ScalarAttribute; readonly value: Value }
  | { readonly kind: "within" | "outside"; readonly attribute: ScalarAttribute; readonly range: Range }
  | { readonly kind: "endsWith" | "notEndsWith"; readonly attribute: TextAttribute; readonly value: string }
  | { readonly kind: Containment; readonly attribute: TextAttribute; readonly values: Values }
  | { readonly kind: "array"; readonly test: Containment; readonly attribute: ArrayAttribute; readonly values: Values };

export type Values = readonly [Value, ...Value[]];

/** The kinds of containment. */
export type Containment = "containsAny" | "containsAll" | "containsNone";

const always: Filter = { kind: "constant", value: true };
export const never: Filter = { kind: "constant", value: false };

/** Checks a condition and its nested conditions against a resource. */
export function checkFilter(resource: Resource, query: Query): Checked<Filter> {
  if (query.method === "and" || query.method === "or") return checkGroup(resource, query.method, query.queries);
  if (/^(order|cursor|limit|offset)/.test(query.method)) return invalid(`and/or join filters, not ${query.method}`);
  const attribute = resource.attributes.get(query.attribute);
  if (attribute === undefined) return notFound(query.attribute);
  if (query.method === "search" || query.method === "notSearch") {
    return unsupported(
      `The attribute "${query.attribute}" has no full-text index. Use the search parameter, or contains.`,
    );
  }
  return attribute.type === "array" ? checkArray(attribute, query) : checkScalar(attribute, query);
}

function checkGroup(resource: Resource, kind: "and" | "or", queries: readonly Query[]): Checked<Filter> {
  if (queries.length < 2) return invalid(`${kind} joins at least two queries`);
  const filters: Filter[] = [];
  for (const query of queries) {
    const filter = checkFilter(resource, query);
    if (!filter.ok) return filter;
    filters.push(filter.value);
  }
  return ok(joinFilters(kind, filters));
}

/** Joins filters without the constant ones, which SQLite would accumulate until a limit is exceeded. */
function joinFilters(kind: "and" | "or", filters: readonly Filter[]): Filter {
  const decisive = kind === "or" ? always : never;
  if (filters.includes(decisive)) return decisive;
  const telling = filters.filter((filter) => filter.kind !== "constant");
  const [first] = telling;
  if (first === undefined) return kind === "or" ? never : always;
  return telling.length === 1 ? first : { kind, filters: telling };
}

/** The conditions that must all hold, without those that always hold. */
export function conjuncts(filters: readonly Filter[]): readonly Filter[] {
  const joined = joinFilters("and", filters);
  if (joined === always) return [];
  return joined.kind === "and" ? joined.filters : [joined];
}

const containments: Partial<Record<Method, Containment>> = {
  contains: "containsAny",
  containsAny: "containsAny",
  containsAll: "containsAll",
  notContains: "containsNone",
};

const isPresent = (attribute: ScalarAttribute): Filter =>
  attribute.nullable ? { kind: "notNull", attribute } : always;

/** Up to this many elements, single seeks are cheaper than a list. */
const separateElementsMax = 5;

function checkArray(attribute: ArrayAttribute, query: Query): Checked<Filter> {
  if (query.method === "isNull" || query.method === "isNotNull") {
    return ok(query.method === "isNotNull" ? always : never);
  }
  const test = containments[query.method];
  if (test === undefined) {
    return invalid(`Cannot query ${query.method} on attribute "${query.attribute}" because it is an array.`);
  }
  const checked = readValues(query, { min: 1, max: Infinity }, readText);
  if (!checked.ok) return checked;
  const values = checked.value;
  if (test === "containsAll" && values.length <= separateElementsMax) {
    return ok({ kind: "and", filters: values.map((value) => ({ kind: "array", test, attribute, values: [value] })) });
  }
  return ok({ kind: "array", test, attribute, values });
}

function checkScalar(attribute: ScalarAttribute, query: Query): Checked<Filter> {
  switch (query.method) {
    case "isNull":
      return ok(attribute.nullable ? { kind: "null", attribute } : never);
    case "isNotNull":
      return ok(isPresent(attribute));
    case "contains":
    case "containsAny":
    case "containsAll":
    case "notContains":
    case "startsWith":
    case "notStartsWith":
    case "endsWith":
    case "notEndsWith":
      if (attribute.type === "text") return checkText(attribute, query);
      return invalid(`Cannot query ${query.method} on attribute "${query.attribute}" because it is not a string.`);
    default:
      return checkComparison(attribute, query);
  }
}

function checkText(attribute: TextAttribute, query: Query): Checked<Filter> {
  const kind = containments[query.method];
  const texts = readValues(query, { min: 1, max: kind === undefined ? 1 : Infinity }, readText);
  if (!texts.ok) return texts;
  const [value, ...others] = texts.value;
  const folded = attribute.fold(value);
  if (kind !== undefined) return ok({ kind, attribute, values: [folded, ...others.map(attribute.fold)] });
  switch (query.method) {
    case "startsWith":
      return ok({ kind: "within", attribute, range: prefixRange(folded) });
    case "notStartsWith":
      return ok({ kind: "outside", attribute, range: prefixRange(folded) });
    case "endsWith":
      return ok(folded === "" ? isPresent(attribute) : { kind: "endsWith", attribute, value: folded });
    default:
      return ok(folded === "" ? never : { kind: "notEndsWith", attribute, value: folded });
  }
}

/** The methods that compare with a range, and the range of their values. */
const ranges: Partial<Record<Method, (first: Value, second: Value) => Range>> = {
  lessThan: (value) => ({ lower: null, upper: { value, inclusive: false } }),
  lessThanEqual: (value) => ({ lower: null, upper: { value, inclusive: true } }),
  greaterThan: (value) => ({ lower: { value, inclusive: false }, upper: null }),
  greaterThanEqual: (value) => ({ lower: { value, inclusive: true }, upper: null }),
  between: (first, last) => ({ lower: { value: first, inclusive: true }, upper: { value: last, inclusive: true } }),
  notBetween: (first, last) => ({ lower: { value: first, inclusive: true }, upper: { value: last, inclusive: true } }),
};

function checkComparison(attribute: ScalarAttribute, query: Query): Checked<Filter> {
  const { method } = query;
  const isBetween = method === "between" || method === "notBetween";
  const count = { min: isBetween ? 2 : 1, max: method === "equal" ? Infinity : isBetween ? 2 : 1 };
  const values = readValues(query, count, (raw) => readValue(attribute, raw));
  if (!values.ok) return values;
  const [first, second = first] = values.value;
  const range = ranges[method]?.(foldValue(attribute, first), foldValue(attribute, second));
  if (method === "notBetween" && range !== undefined) return ok({ kind: "outside", attribute, range });
  if (method === "notEqual") return ok({ kind: "notEqual", attribute, value: first });
  if (attribute.type === "boolean") {
    return ok(
      oneOfBooleans(attribute, (value) =>
        range === undefined ? values.value.includes(value) : isWithin(value, range),
      ),
    );
  }
  return ok(
    range === undefined ? { kind: "equal", attribute, values: values.value } : { kind: "within", attribute, range },
  );
}

/** A condition on a boolean, which selects one of its two values, both, or none. @param accepts whether a value meets the condition */
function oneOfBooleans(attribute: BooleanAttribute, accepts: (value: 0 | 1) => boolean): Filter {
  const [value, other] = ([0, 1] as const).filter(accepts);
  if (value === undefined) return never;
  return other === undefined ? { kind: "equal", attribute, values: [value] } : isPresent(attribute);
}

/** The number of conditions in filters, nested ones included. */
export const countConditions = (filters: readonly Filter[]): number =>
  filters.reduce((sum, filter) => sum + ("filters" in filter ? countConditions(filter.filters) : 1), 0);

/** Brings a value into the form that the attribute's expression holds. */
export const foldValue = (attribute: ScalarAttribute, value: Value): Value =>
  attribute.type === "text" ? attribute.fold(String(value)) : value;

/** Reads all values of a query. The error names the number and type that it takes. */
function readValues<T extends Value>(
  { method, attribute, values }: Query,
  count: { readonly min: number; readonly max: number },
  read: (raw: unknown) => Result<T>,
): Checked<readonly [T, ...T[]]> {
  const takes = (accepted: string) => invalid(`${method} on attribute "${attribute}" takes ${accepted}`);
  const results: T[] = [];
  for (const raw of values) {
    const value = read(raw);
    if (!value.ok) return takes(value.error);
    results.push(value.value);
  }
  const [first, ...others] = results;
  if (first === undefined || results.length < count.min || results.length > count.max) {
    return takes(count.max === Infinity ? "at least one value" : count.max === 1 ? "one value" : "two values");
  }
  return ok([first, ...others]);
}

/** Reads a value of the attribute's type; text stays unchanged. The error names the accepted values. */
function readValue(attribute: ScalarAttribute, raw: unknown): Result<Value> {
  switch (attribute.type) {
    case "text":
      return readText(raw);
    case "integer":
      return Number.isSafeInteger(raw) ? ok(Number(raw)) : fail("integers between -(2^53 - 1) and 2^53 - 1");
    case "boolean":
      return typeof raw === "boolean" ? ok(Number(raw)) : fail("true or false");
    case "datetime": {
      const instant = typeof raw === "string" ? parseDatetime(raw) : null;
      return instant === null ? fail('dates such as "2026-01-31T12:00:00.000+00:00"') : ok(instant);
    }
  }
}

/** Replaces lone surrogates, which the database would replace too. */
const readText = (raw: unknown): Result<string> => (typeof raw === "string" ? ok(raw.toWellFormed()) : fail("strings"));
