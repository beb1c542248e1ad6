/** The cost of a console page in D1. */
import { env } from "cloudflare:workers";
import { workerWith } from "./browser.ts";

/** @returns a Worker that counts its cost, and a function for the cost since its last call */
export function metered() {
  const cost = { statements: 0, rowsRead: 0, rowsWritten: 0 };
  const DB = {
    prepare: (sql: string) => env.DB.prepare(sql),
    async batch<T>(statements: D1PreparedStatement[]) {
      const results = await env.DB.batch<T>(statements);
      cost.statements += statements.length;
      for (const { meta } of results) {
        cost.rowsRead += meta.rows_read;
        cost.rowsWritten += meta.rows_written;
      }
      return results;
    },
  };
  const take = () => {
    const taken = { ...cost };
    Object.assign(cost, { statements: 0, rowsRead: 0, rowsWritten: 0 });
    return taken;
  };
  return { fetch: workerWith({ DB }), take };
}
