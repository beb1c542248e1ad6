/** Counts the operations of a request in D1 and KV. */

import type { Binding } from "./database.ts";

/** The use of one request; counts only ever rise. */
export interface Usage {
  /** Round trips to D1. */
  readonly batches: number;
  readonly statements: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly kvOperations: number;
}

/** The bindings of the stores. */
export interface Stores {
  readonly db: Binding;
  readonly kv: KVNamespace;
}

/** Wraps the bindings so that they count their use. All statements go to D1 in batches (storage/database.ts). */
export function meter({ db, kv }: Stores): Stores & { readonly usage: Usage } {
  const usage = { batches: 0, statements: 0, rowsRead: 0, rowsWritten: 0, kvOperations: 0 };
  const meteredDb: Binding = {
    prepare: (query) => db.prepare(query),
    async batch<T>(statements: D1PreparedStatement[]) {
      usage.batches += 1;
      usage.statements += statements.length;
      const results = await db.batch<T>(statements);
      for (const { meta } of results) {
        usage.rowsRead += meta.rows_read;
        usage.rowsWritten += meta.rows_written;
      }
      return results;
    },
  };
  const meteredKv = new Proxy(kv, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return (...args: unknown[]): unknown => {
        usage.kvOperations += 1;
        return Reflect.apply(method, target, args);
      };
    },
  });
  return { db: meteredDb, kv: meteredKv, usage };
}
