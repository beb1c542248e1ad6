/** The Worker without rate limits, with a layer of the test before its database. */
import { env } from "cloudflare:workers";
import { appWith } from "../harness/client.ts";

/**
 * Takes a batch through.
 * @param number of the batch, 0 for the first
 * @param send passes statements on to the database, as one batch
 */
export type Between = <T>(
  statements: D1PreparedStatement[],
  send: (statements: D1PreparedStatement[]) => Promise<D1Result<T>[]>,
  number: number,
) => Promise<D1Result<T>[]>;

/** Answers requests. The Worker uses the database by batches only. */
export function unlimited(between: Between): (request: Request) => Promise<Response> {
  let number = 0;
  const batch = <T>(statements: D1PreparedStatement[]) =>
    between<T>(statements, (passed) => env.DB.batch<T>(passed), number++);
  const DB = { prepare: (sql: string) => env.DB.prepare(sql), batch };
  return appWith({ DB, RATE_LIMITS: "off" });
}
