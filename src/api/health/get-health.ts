import type { Context } from "../../domain/context/index.ts";
import { Unavailable } from "../../errors/unavailable.ts";
import { endpoint } from "../../http/endpoint.ts";
import { sql } from "../../lib/sql/index.ts";
import { type HealthStatus, healthStatus } from "../../models/health.ts";
import type { Binding } from "../../storage/database.ts";

/** How long an isolate caches the health of its database, in milliseconds. */
const keptFor = 1_000;

const known = new WeakMap<Binding, { readonly at: number; readonly status: HealthStatus }>();

export const getHealth = endpoint({
  id: "healthGet",
  summary: "Health check: `status` is `fail` while the database does not answer.",
  method: "GET",
  path: "/health",
  scopes: ["health.read"],
  input: {},
  status: 200,
  output: healthStatus,
  errors: [],
  async run(_, context) {
    const { config, now } = context;
    const last = known.get(config.db);
    if (last !== undefined && Math.abs(now - last.at) < keptFor) return last.status;
    const isUp = await answers(context);
    const status = { name: "http", ping: Date.now() - now, status: isUp ? "pass" : "fail" };
    known.set(config.db, { at: now, status });
    return status;
  },
});

/** Whether D1 answers an empty query. */
async function answers({ db }: Context): Promise<boolean> {
  try {
    await db.run(sql`SELECT 1`);
    return true;
  } catch (error) {
    if (error instanceof Unavailable) return false;
    throw error;
  }
}
