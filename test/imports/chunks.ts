/** Requests that import chunks, and their answers. */
import { call, type CallOptions } from "../harness/client.ts";

/** Sends rows as a JSON array. @param options of the import, besides its id, as in the query string */
export async function importRows(
  importId: string,
  rows: readonly unknown[],
  options: Readonly<Record<string, string>> = {},
  request: CallOptions = {},
): Promise<Readonly<Record<string, unknown>>> {
  const query = new URLSearchParams({ importId, ...options }).toString();
  const { body, status, text } = await call("POST", `/users/import?${query}`, { body: rows, ...request });
  if (status !== 200) throw new Error(`${status} ${text}`);
  return body;
}

interface Outcome {
  readonly outcome: "exists" | "duplicate" | "taken" | "invalid";
}

/** The answer to a chunk. @param rows those with another outcome than created */
export const reportOf = (importId: string | null, total: number, rows: readonly Outcome[], dryRun = false) => {
  const count = (outcome: Outcome["outcome"]) => rows.filter((row) => row.outcome === outcome).length;
  return {
    importId,
    dryRun,
    total,
    created: total - rows.length,
    exists: count("exists"),
    changed: 0,
    kept: 0,
    pending: 0,
    duplicates: count("duplicate"),
    taken: count("taken"),
    invalid: count("invalid"),
    rows,
  };
};
