/** Lists as statements. */
import type { SQL } from "../sql/index.ts";

/** A list as two statements, to be run in one batch. */
export interface ListPlan {
  /**
   * A whole SELECT of one row of integers; null when the request asks for none of them. `total`: how many rows match the
   * filters and the search, 0 when not asked for. `cursorFound`: 1 when there is no cursor, or its row exists. `cursorNull`:
   * 1 when the cursor's row lacks a value that the list is ordered by.
   */
  readonly facts: SQL | null;
  /** The WITH clause of the page: empty, or the table that holds its values when they are many. */
  readonly with: SQL;
  /** The sources of the SELECT; several are joined by UNION ALL, and the order and the limit apply to the whole. */
  readonly branches: readonly [Branch, ...Branch[]];
  /** Further columns of the SELECT: those that `orderBy` names. */
  readonly columns: Readonly<Record<string, SQL>>;
  /**
   * Whether the rows are found in another order. SQLite then makes a row's columns when the row is found, for many more
   * rows than the page has: a column that costs reads belongs in a SELECT around this one, in the same order.
   */
  readonly sorts: boolean;
  readonly orderBy: readonly SQL[];
  readonly limit: number;
  readonly offset: number;
  /** Whether the rows come backwards, from a cursor towards the beginning. */
  readonly reversed: boolean;
}

export interface Branch {
  readonly source: SQL;
  readonly where: SQL;
}
