/** Reads the database directly, without the Worker. */
import { env } from "cloudflare:workers";

export type Row = Readonly<Record<string, unknown>>;

/** The rows of a query. */
export async function rows(sql: string, ...values: readonly (string | number | null)[]): Promise<readonly Row[]> {
  return (
    await env.DB.prepare(sql)
      .bind(...values)
      .all<Row>()
  ).results;
}

/** Every row of every table of the project, by table: two dumps are equal when nothing has changed. */
export async function dump(): Promise<Readonly<Record<string, readonly Row[]>>> {
  const tables = await rows(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'd1_*' ORDER BY name",
  );
  const names = tables.map(({ name }) => String(name));
  const results = await env.DB.batch<Row>(names.map((name) => env.DB.prepare(`SELECT * FROM "${name}"`)));
  return Object.fromEntries(names.map((name, index) => [name, results[index]?.results ?? []]));
}

/** The columns of a webhook that the dispatcher writes. */
const dispatched: ReadonlySet<string> = new Set([
  "attempts",
  "cursor",
  "dropped",
  "error",
  "failing_since",
  "lease",
  "lease_end",
  "next_at",
  "pending",
  "pending_at",
]);

/**
 * A dump without the attempt counts, because a failed attempt may stay counted, and without the progress of the webhook
 * dispatcher, which runs independently.
 */
export async function dumpOfDeeds(): Promise<Readonly<Record<string, readonly Row[]>>> {
  const { challenges = [], logs = [], webhooks = [], ...tables } = await dump();
  return {
    ...tables,
    challenges: challenges.map((row) => ({ ...row, tries: 0, attempt: "" })),
    locks: [],
    // A failed sign-in leaves a log row, and changes nothing else.
    logs: logs.filter(({ event }) => event !== "session.fail"),
    rate_limits: [],
    tallies: [],
    webhooks: webhooks.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !dispatched.has(name)))),
  };
}
