/** Compiles queries, given as JSON texts, to statements with bound values. Pure. */
import { ok, type Result } from "../../errors/result.ts";
import { type SQL, sql } from "../sql/index.ts";
import { countDriver, matches } from "./access-sql.ts";
import { type Access, chooseAccess } from "./access.ts";
import { bindAll, type Binder } from "./bind.ts";
import { checkQueries, type Request } from "./check.ts";
import { compilePage } from "./compile-page.ts";
import { type QueryFailure, unsupported } from "./failure.ts";
import { nullSql, partSql } from "./filter-sql.ts";
import { never } from "./filter.ts";
import { any, leaf } from "./logic.ts";
import { orderKeys } from "./order.ts";
import { parseQueries } from "./parse.ts";
import type { ListPlan } from "./plan.ts";
import { cursorRow } from "./position.ts";
import type { Part, Resource } from "./resource.ts";
import { parseSearch } from "./search.ts";

export interface ListRequest {
  readonly queries?: readonly string[];
  /** Text of at most 256 characters; absent: no search. An empty text finds nothing. */
  readonly search?: string;
  /** The part that the list is limited to; absent: all rows. */
  readonly part?: Part;
  /** Whether to count the matches. */
  readonly total: boolean;
}

/**
 * Compiles the parameters of a list.
 * @returns the statements, or the error of the queries (docs/spec/queries.md#validation). The caller reads the facts and throws
 *   `general_cursor_not_found` and `database_query_order_null`.
 */
export function compileList(
  resource: Resource,
  { queries: texts = [], part, search, total }: ListRequest,
): Result<ListPlan, QueryFailure> {
  const queries = parseQueries(texts);
  if (!queries.ok) return queries;
  const checked = checkQueries(resource, queries.value);
  if (!checked.ok) return checked;
  const request = checked.value;

  if (search !== undefined && resource.search === undefined) return unsupported("This list cannot be searched.");
  const access = accessOf(resource, request, search, part ?? null);
  const page = bindAll((bind) => compilePage(resource, request, access, bind));
  return ok({
    facts: compileFacts(resource, request, access, total),
    with: page.values === null ? sql`` : sql`WITH v AS (${page.values}) `,
    ...page.built,
    limit: request.limit,
    offset: request.offset,
    reversed: request.cursor?.before === true,
  });
}

function accessOf(resource: Resource, { filters }: Request, search: string | undefined, part: Part | null): Access {
  if (search === undefined || resource.search === undefined) return chooseAccess(filters, null, part);
  const terms = parseSearch(search);
  // A text without searchable characters matches no row.
  if (terms.length === 0) return chooseAccess([never], null, part);
  return chooseAccess(filters, { source: resource.search, terms }, part);
}

/** Compiles the facts: `total`, from a counter if there is one, and the facts about the cursor's row. */
function compileFacts(resource: Resource, request: Request, access: Access, total: boolean): SQL | null {
  const { cursor } = request;
  if (!total && cursor === null) return null;
  const facts = bindAll((bind) => {
    const columns = [sql`${total ? compileTotal(resource, access, bind) : sql`0`} AS "total"`];
    if (cursor === null) columns.push(sql`1 AS "cursorFound"`, sql`0 AS "cursorNull"`);
    else {
      const nulls = orderKeys(resource, request)
        .filter(({ attribute }) => attribute.nullable)
        .map(({ attribute }) => leaf(nullSql(attribute, "check")));
      const part = access.driver?.by === "part" ? partSql(resource, access.driver.part, "check") : [];
      const row = (): SQL => sql.join([cursorRow(resource, cursor.id, bind), ...part], sql` AND `);
      columns.push(sql`EXISTS (SELECT 1 ${row()}) AS "cursorFound"`);
      columns.push(
        nulls.length === 0
          ? sql`0 AS "cursorNull"`
          : sql`EXISTS (SELECT 1 ${row()} AND ${any(nulls).sql}) AS "cursorNull"`,
      );
    }
    return sql`SELECT ${sql.join(columns, sql`, `)}`;
  });
  return facts.values === null ? facts.built : sql`WITH v AS (${facts.values}) ${facts.built}`;
}

function compileTotal(resource: Resource, access: Access, bind: Binder): SQL {
  const { driver, filters, terms } = access;
  const isAlone = filters.length === 0 && terms.length === 0;
  if (isAlone && driver === null && resource.total !== undefined) return resource.total;
  const counter = counterOf(access);
  if (counter !== null) return counter;
  if (isAlone && driver !== null) return countDriver(resource, driver, bind);
  const { source, where } = matches(resource, access, bind);
  return sql`(SELECT count(*) FROM ${source} WHERE ${where})`;
}

/** The counter of a list whose only condition is one value of a boolean; null: no counter. */
function counterOf({ driver, filters, terms }: Access): SQL | null {
  const [only, ...others] = [...(driver === null ? [] : [driver]), ...filters];
  if (only === undefined || others.length > 0 || terms.length > 0) return null;
  if (!("attribute" in only) || only.attribute.type !== "boolean" || !("values" in only)) return null;
  const { totals } = only.attribute;
  if (totals === undefined || only.values === null) return null;
  return only.values[0] === 1 ? totals.true : totals.false;
}
