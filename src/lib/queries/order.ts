/** The order of a list. Pure. */
import { type SQL, sql } from "../sql/index.ts";
import type { Driver } from "./access.ts";
import type { Order, Request } from "./check.ts";
import type { Resource, ScalarAttribute } from "./resource.ts";

/** The orders in which rows are read. No two rows tie in all of them. */
export type Keys = readonly [Order, ...Order[]];

const hasNoTies = ({ unique, nullable }: ScalarAttribute): boolean => unique && !nullable;

/**
 * The orders of a request, each attribute once, up to the first without ties. Reversed for the page before a cursor, which
 * is read backwards from it.
 */
export function distinctOrders({ orders, cursor }: Request): Order[] {
  const backwards = cursor?.before === true;
  const distinct = orders.filter(
    ({ attribute }, i) => orders.findIndex((earlier) => earlier.attribute === attribute) === i,
  );
  const last = distinct.findIndex(({ attribute }) => hasNoTies(attribute));
  return distinct
    .slice(0, last === -1 ? distinct.length : last + 1)
    .map(({ attribute, descending }) => ({ attribute, descending: descending !== backwards }));
}

/** The distinct orders, and the sequence if they leave ties, in the direction of the last order, like the indexes. */
export function orderKeys(resource: Resource, request: Request): Keys {
  const [first, ...others] = distinctOrders(request);
  if (first === undefined) {
    const isNewestFirst = resource.newestFirst === true;
    return [{ attribute: resource.sequence, descending: isNewestFirst !== (request.cursor?.before === true) }];
  }
  const last = others.at(-1) ?? first;
  if (hasNoTies(last.attribute)) return [first, ...others];
  return [first, ...others, { attribute: resource.sequence, descending: last.descending }];
}

/** Whether the index of the first key has the rows in this order. Every index ends with the sequence. */
export function isIndexOrder(resource: Resource, [first, second, third]: Keys): boolean {
  if (first.attribute.index === null || third !== undefined) return false;
  return second === undefined || (second.attribute === resource.sequence && second.descending === first.descending);
}

/** A driver that may find rows in order. */
export type OrderedDriver = Extract<Driver, { by: "value" | "range" | "element" | "part" }>;

/** Whether a driver finds the rows in this order already. */
export function findsInOrder(resource: Resource, driver: Driver, keys: Keys): driver is OrderedDriver {
  const [{ attribute }] = keys;
  switch (driver.by) {
    case "value":
      if (driver.values !== null && driver.values.length > 1) return false;
      return attribute === resource.sequence || (attribute === driver.attribute && isIndexOrder(resource, keys));
    case "range":
      return attribute === driver.attribute && isIndexOrder(resource, keys);
    case "element":
      return driver.values.length === 1 && attribute === resource.sequence;
    case "part":
      return attribute === resource.sequence && driver.part.attribute.type !== "array";
    default:
      return false;
  }
}

/** The comparison that holds for later rows in an order. */
export const forward = (descending: boolean): SQL => sql.raw(descending ? "<" : ">");
