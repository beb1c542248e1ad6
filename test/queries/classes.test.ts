/** What lists cost, in rows that D1 says it read: at 1,000 and at 100,000 users, of whom as many match. */
import { beforeAll, describe, expect, test } from "vitest";
import { hits, filterClasses, otherClasses, type ListClass, type Query } from "./classes.ts";
import { middleOf, storeCrowd } from "./crowd.ts";
import { runList } from "./run-plan.ts";

/** By the page; and what a list by the matches may read besides 4 rows for each, its total and its page together. */
const pageRowsMax = 60;
const matchesRowsMax = (found: number, rowsPerMatch = 4): number => rowsPerMatch * found + pageRowsMax;

const run = (queries: readonly Query[], total: boolean, search?: string) =>
  runList({ queries: queries.map((query) => JSON.stringify(query)), total, ...(search !== undefined && { search }) });

/** The orders that a class stands for, both ways. */
function ordersOf({ attribute, order }: ListClass): Query[] {
  if (order === "insertion") return [];
  const other = attribute === "name" ? "registration" : "name";
  return ["orderAsc", "orderDesc"].map((method) => ({ method, attribute: order === "same" ? attribute : other }));
}

describe.each([1_000, 100_000])("of %i users", (size) => {
  beforeAll(() => storeCrowd(size), 120_000);

  const cursors: Query[][] = [
    [],
    [{ method: "cursorAfter", values: [middleOf(size)] }],
    [{ method: "cursorBefore", values: [middleOf(size)] }],
  ];

  test.each(filterClasses)("$method $attribute $narrow $broad by $order: $cost", async (listClass) => {
    const { attribute, method, cost, narrow, broad, matches, found = matches } = listClass;
    const orders = ordersOf(listClass).map((order) => [order]);
    for (const order of orders.length === 0 ? [[]] : orders) {
      if (narrow !== undefined && cost !== "table") {
        const list = await run([{ method, attribute, values: narrow }, ...order], true);
        expect(list).toMatchObject({ total: matches, ids: { length: Math.min(matches, 25) } });
        expect(list.rowsRead).toBeLessThanOrEqual(matchesRowsMax(found));
      }
      if (cost === "page") {
        for (const cursor of cursors) {
          const list = await run([{ method, attribute, values: broad ?? narrow ?? [] }, ...order, ...cursor], false);
          expect(list.rowsRead).toBeLessThanOrEqual(pageRowsMax);
          if (broad !== undefined) expect(list.ids).toHaveLength(25);
        }
      }
      // Once is enough to see that it is listed rightly.
      if (cost === "table" && size === 1_000) {
        const list = await run([{ method, attribute, values: broad ?? narrow ?? [] }, ...order], true);
        expect(list.rowsRead).toBeGreaterThanOrEqual(size);
      }
    }
  });

  test.each(otherClasses)(
    "$name: $cost",
    async ({ queries, search, cost, matches = hits, found = matches, rowsPerMatch }) => {
      if (cost === "page") {
        for (const total of [true, false]) {
          for (const cursor of cursors) {
            const list = await run([...queries, ...cursor], total, search);
            expect(list.rowsRead).toBeLessThanOrEqual(pageRowsMax);
          }
        }
      }
      if (cost === "matches") {
        const list = await run(queries, true, search);
        expect(list.total).toBe(matches);
        expect(list.rowsRead).toBeLessThanOrEqual(matchesRowsMax(found, rowsPerMatch));
      }
      if (cost === "table" && size === 1_000) {
        const list = await run(queries, true, search);
        expect(list.rowsRead).toBeGreaterThan(matchesRowsMax(hits));
      }
    },
  );
});

test("only negations, isNotNull, endsWith and contains on text read the table for one filter", () => {
  const methods = new Set(filterClasses.filter(({ cost }) => cost === "table").map(({ method }) => method));
  expect(methods).toEqual(
    new Set([
      "notEqual",
      "notBetween",
      "notStartsWith",
      "notEndsWith",
      "notContains",
      "isNotNull",
      "endsWith",
      "contains",
      "containsAny",
      "containsAll",
    ]),
  );
});
