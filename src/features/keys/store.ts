/** The keys that are rows. */
import { eq } from "drizzle-orm";
import type { FindKey } from "../../http/scopes.ts";
import { openDatabase } from "../../storage/db.ts";
import { textsColumn } from "../../storage/json-column.ts";
import { keys } from "../../storage/schema/index.ts";

const readScopes = textsColumn("keys.scopes");

/** Looks keys up in a database. */
export function findKey(binding: D1Database): FindKey {
  const db = openDatabase(binding);
  return async (digest) => {
    const [[key]] = await db.batch([
      db
        .select({ id: keys.id, name: keys.name, scopes: keys.scopes, expire: keys.expire })
        .from(keys)
        .where(eq(keys.digest, digest)),
    ]);
    return key === undefined ? null : { ...key, scopes: readScopes(key.scopes) };
  };
}
