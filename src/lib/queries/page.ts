/**
 * Queries for a list without a table and with one order: they may set limit and offset
 * (docs/spec/project.md#policy-list). Pure.
 */
import { ok, type Result } from "../../errors/result.ts";
import { checkCount } from "./check.ts";
import { invalid, type QueryFailure } from "./failure.ts";
import { notAccepted, parseQueries, type Query } from "./parse.ts";

interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** The most rows of a page (docs/decisions/0017-upstream-differences.md#bounds). */
const limitMax = 5_000;

/** @param rows the number of rows, which is the default of the limit */
export function parsePage(texts: readonly string[], rows: number): Result<Page, QueryFailure> {
  const queries = parseQueries(texts);
  if (!queries.ok) return queries;
  let [limit, offset]: [Query?, Query?] = [];
  for (const query of queries.value) {
    if (query.method === "limit") limit ??= query;
    else if (query.method === "offset") offset ??= query;
    else return invalid(notAccepted(query.method, ["limit", "offset"]));
  }
  const counts = { limit: countOf("limit", limit, rows), offset: countOf("offset", offset, 0) };
  if (!counts.limit.ok) return counts.limit;
  if (!counts.offset.ok) return counts.offset;
  return ok({ limit: counts.limit.value, offset: counts.offset.value });
}

function countOf(clause: "limit" | "offset", query: Query | undefined, fallback: number): Result<number, QueryFailure> {
  if (query === undefined) return ok(fallback);
  const checked = clause === "limit" ? checkCount(clause, query, 1, limitMax) : checkCount(clause, query, 0, 2 ** 63);
  if (!checked.ok) return checked;
  return ok("count" in checked.value ? checked.value.count : fallback);
}
