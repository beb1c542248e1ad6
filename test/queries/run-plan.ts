/** Runs a list as the users' store does: its facts and its page in one batch. */
import { env } from "cloudflare:workers";
import { usersResource } from "../../src/domain/users/index.ts";
import { compileList, type ListPlan, type ListRequest } from "../../src/lib/queries/index.ts";
import { type SQL, sql } from "../../src/lib/sql/index.ts";
import { users } from "../../src/storage/schema/index.ts";

export interface ListResult {
  readonly ids: readonly string[];
  readonly total: number;
  readonly cursorFound: boolean;
  readonly cursorNull: boolean;
  /** The rows read by both statements. */
  readonly rowsRead: number;
}

/** The plan; a refusal fails the test. */
export function planOf(request: ListRequest): ListPlan {
  const plan = compileList(usersResource, request);
  if (!plan.ok) throw new Error(plan.error.message);
  return plan.value;
}

const columns = {
  seq: users.seq,
  id: users.id,
  email: users.email,
  phone: users.phone,
  passwordUpdate: users.passwordUpdate,
  accessedAt: users.accessedAt,
};

/** The page as one statement. */
export function pageSql(plan: ListPlan): SQL {
  const fields = Object.entries({ ...columns, ...plan.columns }).map(
    ([name, column]) => sql`${column} AS ${sql.identifier(name)}`,
  );
  const branches = plan.branches.map(
    ({ source, where }) => sql`SELECT ${sql.join(fields, sql`, `)} FROM ${source} WHERE ${where}`,
  );
  return sql`${plan.with}${sql.join(branches, sql` UNION ALL `)}
    ORDER BY ${sql.join([...plan.orderBy], sql`, `)} LIMIT ${sql.integer(plan.limit)} OFFSET ${plan.offset}`;
}

const prepare = ({ params, text }: SQL): D1PreparedStatement => env.DB.prepare(text).bind(...params);

/** Runs a list against the database of this test file. */
export async function runList(request: ListRequest): Promise<ListResult> {
  const plan = planOf(request);
  const facts = plan.facts === null ? [] : [prepare(plan.facts)];
  const results = await env.DB.batch<Record<string, unknown>>([prepare(pageSql(plan)), ...facts]);
  const [page, [row] = []] = results.map((result) => result.results);
  const ids = (page ?? []).map((user) => String(user["id"]));
  return {
    ids: plan.reversed ? ids.toReversed() : ids,
    total: Number(row?.["total"] ?? 0),
    cursorFound: row?.["cursorFound"] !== 0,
    cursorNull: row?.["cursorNull"] === 1,
    rowsRead: results.reduce((sum, { meta }) => sum + meta.rows_read, 0),
  };
}
