/** The SQL of a filter. */
import { type SQL, sql } from "../sql/index.ts";
import type { Binder } from "./bind.ts";
import { type Containment, type Filter, foldValue, type Values } from "./filter.ts";
import { all, any, type Condition, leaf } from "./logic.ts";
import type { ArrayAttribute, Part, Resource, ScalarAttribute, TextAttribute, Value } from "./resource.ts";
import type { Range } from "./values.ts";

/**
 * The form in which a condition refers to its attribute. "seek" lets SQLite use the index on it. "check" adds a unary plus,
 * which keeps the value and hides the index, so that SQLite only uses the index chosen here.
 */
export type Use = "seek" | "check";

export const operand = ({ expression }: ScalarAttribute, use: Use): SQL =>
  use === "seek" ? sql`${expression}` : sql`+${expression}`;

type EndsWithFilter = Extract<Filter, { kind: "endsWith" | "notEndsWith" }>;

/** A filter that is checked row by row. */
export function checkSql(resource: Resource, filter: Filter, bind: Binder): Condition {
  switch (filter.kind) {
    case "and":
      return all(filter.filters.map((child) => checkSql(resource, child, bind)));
    case "or":
      return any(filter.filters.map((child) => checkSql(resource, child, bind)));
    case "constant":
      return leaf(sql.raw(filter.value ? "1" : "0"));
    case "null":
      return leaf(nullSql(filter.attribute, "check"));
    case "notNull":
      return leaf(sql`${operand(filter.attribute, "check")} IS NOT NULL`);
    case "equal":
      return leaf(equalSql(filter.attribute, filter.values, "check", bind));
    case "notEqual":
      return leaf(notEqualSql(filter.attribute, filter.value, bind));
    case "within":
      return leaf(rangeSql(operand(filter.attribute, "check"), filter.range, bind));
    case "outside":
      return leaf(sql`NOT ${rangeSql(operand(filter.attribute, "check"), filter.range, bind)}`);
    case "endsWith":
    case "notEndsWith":
      return leaf(endsWithSql(filter, bind));
    case "containsAny":
    case "containsAll":
    case "containsNone":
      return leaf(containsSql(filter.attribute, filter.kind, filter.values, bind));
    case "array":
      return leaf(arraySql(resource, filter.attribute, filter.test, filter.values, bind));
  }
}

export const nullSql = (attribute: ScalarAttribute, use: Use): SQL => sql`${operand(attribute, use)} IS NULL`;

/** The conditions that select the rows of a part. All must hold. */
export function partSql(resource: Resource, { attribute, condition, value }: Part, use: Use): SQL[] {
  const isTheirs =
    attribute.type === "array"
      ? sql`EXISTS (SELECT 1 FROM ${attribute.table}
          WHERE ${attribute.element} = ${value} AND ${attribute.owner} = ${resource.sequence.expression})`
      : sql`${operand(attribute, use)} = ${value}`;
  return condition === undefined ? [isTheirs] : [isTheirs, sql`(${condition})`];
}

/** Equality with one of the values; for an exact attribute, with its unfolded form too. */
export function equalSql(attribute: ScalarAttribute, values: Values, use: Use, bind: Binder): SQL {
  // A literal, because SQLite uses a partial index only if it can see that the index has all matching rows.
  if (attribute.type === "boolean") return sql`${operand(attribute, use)} = ${sql.raw(String(values[0]))}`;
  const folded = values.map((value) => foldValue(attribute, value));
  const equal = sql`${operand(attribute, use)} ${oneOf(folded, bind)}`;
  if (attribute.type !== "text" || attribute.exact === undefined) return equal;
  return sql`(${equal} AND ${attribute.exact} ${oneOf(values, bind)})`;
}

export function oneOf(values: readonly Value[], bind: Binder): SQL {
  const [value, ...others] = values;
  return value !== undefined && others.length === 0
    ? sql`= ${bind.scalar(value)}`
    : sql`IN (SELECT value FROM ${bind.table(values)})`;
}

function notEqualSql(attribute: ScalarAttribute, value: Value, bind: Binder): SQL {
  if (attribute.type === "text" && attribute.exact !== undefined)
    return sql`${attribute.exact} <> ${bind.scalar(value)}`;
  return sql`${operand(attribute, "check")} <> ${bind.scalar(foldValue(attribute, value))}`;
}

/** Whether a value lies in a range that has at least one bound. */
export function rangeSql(value: SQL, { lower, upper }: Range, bind: Binder): SQL {
  const bounds = [
    ...(lower === null ? [] : [sql`${value} ${sql.raw(lower.inclusive ? ">=" : ">")} ${bind.scalar(lower.value)}`]),
    ...(upper === null ? [] : [sql`${value} ${sql.raw(upper.inclusive ? "<=" : "<")} ${bind.scalar(upper.value)}`]),
  ];
  return sql`(${sql.join(bounds, sql` AND `)})`;
}

/**
 * Compares the last bytes, because in text SQLite counts characters only up to the first NUL.
 * @param value not empty
 */
function endsWithSql({ kind, attribute, value }: EndsWithFilter, bind: Binder): SQL {
  const text = operand(attribute, "check");
  const length = new TextEncoder().encode(value).length;
  const end = sql`substr(CAST(${text} AS BLOB), ${sql.raw(String(-length))})`;
  const wanted = sql`CAST(${bind.scalar(value)} AS BLOB)`;
  // IS NOT, because the end of an empty text is null.
  if (kind === "endsWith") return sql`${end} = ${wanted}`;
  const lacks = sql`${end} IS NOT ${wanted}`;
  return attribute.nullable ? sql`(${text} IS NOT NULL AND ${lacks})` : lacks;
}

/** Does not use LIKE, whose patterns D1 limits to 50 bytes. A null attribute matches neither a containment nor its negation. */
function containsSql(attribute: TextAttribute, test: Containment, values: Values, bind: Binder): SQL {
  const text = operand(attribute, "check");
  const [value, ...others] = values;
  const found = sql.raw(test === "containsNone" ? "= 0" : "> 0");
  if (others.length === 0) return sql`instr(${text}, ${bind.scalar(value)}) ${found}`;
  const some = (found: string): SQL =>
    sql`EXISTS (SELECT 1 FROM ${bind.table(values)} WHERE instr(${text}, value) ${sql.raw(found)})`;
  switch (test) {
    case "containsAny":
      return some("> 0");
    case "containsAll":
      return attribute.nullable ? sql`(${text} IS NOT NULL AND NOT ${some("= 0")})` : sql`NOT ${some("= 0")}`;
    case "containsNone":
      return attribute.nullable ? sql`(${text} IS NOT NULL AND NOT ${some("> 0")})` : sql`NOT ${some("> 0")}`;
  }
}

/** Seeks the elements of a row in their table. */
function arraySql(resource: Resource, array: ArrayAttribute, test: Containment, values: Values, bind: Binder): SQL {
  const { table, element, owner } = array;
  const matches = sql`FROM ${table} WHERE ${element} ${oneOf(values, bind)} AND ${owner} = ${resource.sequence.expression}`;
  switch (test) {
    case "containsAny":
      return sql`EXISTS (SELECT 1 ${matches})`;
    case "containsAll":
      return sql`(SELECT count(*) ${matches}) = ${sql.raw(String(new Set(values).size))}`;
    case "containsNone":
      return sql`NOT EXISTS (SELECT 1 ${matches})`;
  }
}
