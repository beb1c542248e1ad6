/** The position of a page: the conditions for rows after the row of a cursor. */
import { type SQL, sql } from "../sql/index.ts";
import { indexedBy } from "./access-sql.ts";
import type { Driver } from "./access.ts";
import type { Binder } from "./bind.ts";
import type { Order } from "./check.ts";
import { equalSql, operand, rangeSql } from "./filter-sql.ts";
import { foldValue } from "./filter.ts";
import { forward, type Keys } from "./order.ts";
import type { Resource, ScalarAttribute, Value } from "./resource.ts";
import type { Range } from "./values.ts";

/** The value of an attribute in the cursor's row, read within the statement. Null if there is no such row. */
export type CursorValue = (attribute: ScalarAttribute) => SQL;

export const cursorRow = (resource: Resource, id: string, bind: Binder): SQL =>
  sql`FROM ${indexedBy(resource, resource.id.index)} WHERE ${equalSql(resource.id, [id], "seek", bind)}`;

export const cursorValues =
  (resource: Resource, id: string, bind: Binder): CursorValue =>
  ({ expression }) =>
    sql`(SELECT ${expression} ${cursorRow(resource, id, bind)})`;

type ValueDriver = Extract<Driver, { by: "value" }>;

/** Whether a row is after the cursor in any order, checked row by row. Null is less than every value. */
export function isAfter([key, ...others]: readonly Order[], at: CursorValue): SQL {
  if (key === undefined) return sql`0`;
  const beyond = isBeyond(key, at);
  if (others.length === 0) return beyond;
  return sql`(${beyond} OR (${operand(key.attribute, "check")} = ${at(key.attribute)} AND ${isAfter(others, at)}))`;
}

function isBeyond({ attribute, descending }: Order, at: CursorValue): SQL {
  const column = operand(attribute, "check");
  if (!descending) return sql`${column} > ${at(attribute)}`;
  const below = sql`${column} < ${at(attribute)}`;
  return attribute.nullable ? sql`(${below} OR ${column} IS NULL)` : below;
}

/** Sequences before and after all others. */
const least = sql.raw("-1");
const greatest = sql.raw("9223372036854775807");

/**
 * Whether a row at one value of an index is after the cursor; null: the rows without a value. If the cursor's row has a
 * different value, all or none of the rows are after it.
 */
export function afterAtValue(
  resource: Resource,
  [{ attribute, descending }]: Keys,
  { values }: ValueDriver,
  at: CursorValue,
  bind: Binder,
): SQL {
  const later = forward(descending);
  const sequence = resource.sequence.expression;
  if (attribute === resource.sequence) return sql`${sequence} ${later} ${at(attribute)}`;
  // Null is less than any value of the cursor's row.
  if (values === null) return sql.raw(descending ? "1" : "0");
  const value = (): SQL => bind.scalar(foldValue(attribute, values[0]));
  const [start, end] = descending ? [greatest, least] : [least, greatest];
  const elsewhere = sql`iif(${value()} ${later} ${at(attribute)}, ${start}, ${end})`;
  return sql`${sequence} ${later} CASE ${at(attribute)} WHEN ${value()} THEN ${at(resource.sequence)} ELSE ${elsewhere} END`;
}

/**
 * The rows after the cursor in the order of the first key's index, as disjoint seeks, each a list of conditions that must
 * all hold. SQLite seeks by one column at a time here, so (value, sequence) > (?, ?) would read all ties. Therefore one
 * seek reads the ties of the cursor's row, and another the values beyond. Rows without a value are not included.
 * @param range the restriction of the rows; if it begins after the cursor, so do the seeks
 */
export function afterInIndex(
  resource: Resource,
  [{ attribute, descending }]: Keys,
  range: Range,
  at: CursorValue,
  bind: Binder,
): SQL[][] {
  const later = forward(descending);
  const value = operand(attribute, "seek");
  const sequence = operand(resource.sequence, "seek");
  const [start, end] = descending ? [range.upper, range.lower] : [range.lower, range.upper];
  const rest = descending ? { lower: end, upper: null } : { lower: null, upper: end };
  const untilEnd = end === null ? [] : [rangeSql(value, rest, bind)];
  /** The later one of the cursor's value and another. */
  const latest = (other: Value): SQL =>
    sql`${sql.raw(descending ? "min" : "max")}(${at(attribute)}, ${bind.scalar(other)})`;

  if (attribute === resource.sequence) {
    if (start === null) return [[sql`${sequence} ${later} ${at(attribute)}`, ...untilEnd]];
    const outside = Number(start.value) + (start.inclusive ? (descending ? 1 : -1) : 0);
    return [[sql`${sequence} ${later} ${latest(outside)}`, ...untilEnd]];
  }
  /** A seek at a value, if that is within the remaining range. A check of the range on each row would read all ties. */
  const atValue = (first: SQL, remaining: Range, after: SQL): SQL[] => {
    const isOpen = remaining.lower === null && remaining.upper === null;
    const inside = isOpen ? first : sql`iif(${rangeSql(first, remaining, bind)}, ${first}, NULL)`;
    return [sql`${value} = ${inside}`, sql`${sequence} ${later} ${after}`];
  };
  const beyond = [sql`${value} ${later} ${start === null ? at(attribute) : latest(start.value)}`, ...untilEnd];
  if (start === null && attribute.unique) return [beyond];
  if (start === null || !start.inclusive) return [atValue(at(attribute), range, at(resource.sequence)), beyond];
  const isOutside = sql`${bind.scalar(start.value)} ${later} ${at(attribute)}`;
  const after = sql`iif(${isOutside}, ${descending ? greatest : least}, ${at(resource.sequence)})`;
  return [atValue(latest(start.value), rest, after), beyond];
}
