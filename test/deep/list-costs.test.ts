/**
 * The cost of lists, in rows read as D1 reports them: the same bounds hold at 1,000 users and at 100,000 users with equally
 * many matches.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { scope } from "../harness/scope.ts";
import { filterClasses, hits, type ListClass, otherClasses, type Query } from "../queries/classes.ts";
import { middleOf, storeCrowd } from "../queries/crowd.ts";
import { runList } from "../queries/run-plan.ts";

/**
 * The bound of a list by the page; and the rows that a list by the matches may read besides 4 for each match, total and page
 * together.
 */
const pageRowsMax = 60;
const matchesRowsMax = (found: number, rowsPerMatch = 4): number => rowsPerMatch * found + pageRowsMax;

/**
 * The most rows that the two statements of a list read to find the rarest of several words, one of which has at most as many
 * matches as there are hits.
 */
const choosingRowsMax = (words: number): number => (words === 1 ? 0 : 2 * words * (16 + 128));

const run = (queries: readonly Query[], total: boolean, search?: string) =>
  runList({ queries: queries.map((query) => JSON.stringify(query)), total, ...(search !== undefined && { search }) });

/** The orders of a class, both ways. */
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
      // Queries that scan the table use a size at which that is fast.
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
