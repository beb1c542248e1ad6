/**
 * The cost of lists, in rows that D1 says it read: the same bounds hold at 1,000 users and at 100,000, of whom as many
 * match.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { scope } from "../harness/scope.ts";
import { filterClasses, hits, type ListClass, otherClasses, type Query } from "../queries/classes.ts";
import { middleOf, storeCrowd } from "../queries/crowd.ts";
import { runList } from "../queries/run-plan.ts";

/** By the page; and what a list by the matches may read besides 4 rows for each, its total and its page together. */
const pageRowsMax = 60;
const matchesRowsMax = (found: number, rowsPerMatch = 4): number => rowsPerMatch * found + pageRowsMax;

/**
 * The most rows that the two statements of a list read to find the rarest of several words, of which one has at most as
 * many matches as the hits.
 */
const choosingRowsMax = (words: number): number => (words === 1 ? 0 : 2 * words * (16 + 128));

const run = (queries: readonly Query[], total: boolean, search?: string) =>
  runList({ queries: queries.map((query) => JSON.stringify(query)), total, ...(search !== undefined && { search }) });

/** The orders that a class stands for, both ways. */
function ordersOf({ attribute, order }: ListClass): Query[] {
  if (order === "insertion") return [];
  const other = attribute === "name" ? "registration" : "name";
  return ["orderAsc", "orderDesc"].map((method) => ({ method, attribute: order === "same" ? attribute : other }));
}

const size = scope.rows;

describe(`of ${size} users`, () => {
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
      // Queries that scan the table do so at a size that is fast.
      if (cost === "table" && size === 1_000) {
        const list = await run([{ method, attribute, values: broad ?? narrow ?? [] }, ...order], true);
        expect(list.rowsRead).toBeGreaterThanOrEqual(size);
      }
    }
  });

  test.each(otherClasses)(
    "$name: $cost",
    async ({ queries, search, cost, matches = hits, found = matches, rowsPerMatch, words = 1 }) => {
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
        expect(list.rowsRead).toBeLessThanOrEqual(matchesRowsMax(found, rowsPerMatch) + choosingRowsMax(words));
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
