/** The statements of a list. */
import type { SQL } from "../sql/index.ts";

/** The two statements of a list, which run in one batch. */
export interface ListPlan {
  /**
   * A SELECT of one row of integers; null if the request needs none of them. `total`: the number of rows that match the
   * filters and the search, 0 if not requested. `cursorFound`: 1 if there is no cursor, or its row exists. `cursorNull`:
   * 1 if the cursor's row lacks a value of the list's order.
   */
  readonly facts: SQL | null;
  /** The WITH clause of the page: empty, or the table of its values if they are many. */
  readonly with: SQL;
  /** The sources of the SELECT; several are joined by UNION ALL, and the order and the limit apply to the whole. */
  readonly branches: readonly [Branch, ...Branch[]];
  /** Further columns of the SELECT, which `orderBy` names. */
  readonly columns: Readonly<Record<string, SQL>>;
  /**
   * Whether the rows are sorted after reading. SQLite then computes the columns of every row that it reads, not only of the
   * page. So a column that costs reads belongs in a SELECT around this one, in the same order.
   */
  readonly sorts: boolean;
  readonly orderBy: readonly SQL[];
  readonly limit: number;
  readonly offset: number;
  /** Whether the rows are in reverse order, from a cursor towards the beginning. */
  readonly reversed: boolean;
}

export interface Branch {
  readonly source: SQL;
  readonly where: SQL;
}
