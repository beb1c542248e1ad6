/** Finds out whether a local database has data that is sealed with a SECRET_KEY that `.dev.vars` no longer has. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { fromHex } from "../../src/lib/crypto/digest.ts";
import { keyId } from "../../src/lib/crypto/derive.ts";
import { sealedColumns } from "../../src/storage/sealed.ts";
import { Refusal } from "./refusal.ts";

/** Where wrangler keeps the local D1 databases. */
const databasesIn = (persistTo: string): string => join(persistTo, "v3/d1/miniflare-D1DatabaseObject");

const named = v.object({ id: v.string() });

/** Node warns each time that its SQLite may change; the warning is of no use to a developer who starts a Worker. */
async function openSqlite() {
  const warn = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return await import("node:sqlite");
  } finally {
    process.emitWarning = warn;
  }
}

/** The ids of the secrets that texts of a database are sealed with (src/lib/crypto/box.ts). */
async function sealedWith(file: string): Promise<readonly string[]> {
  const { DatabaseSync } = await openSqlite();
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return sealedColumns.flatMap(({ column, table }) => {
      const known = database.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = ?").get(table, column);
      if (known === undefined) return [];
      const sql = `SELECT DISTINCT substr(${column}, 1, 8) AS id FROM ${table} WHERE ${column} IS NOT NULL LIMIT 100`;
      return v.parse(v.array(named), database.prepare(sql).all()).map(({ id }) => id);
    });
  } finally {
    database.close();
  }
}

/**
 * @param secrets those of `.dev.vars`, current and previous; a malformed one opens nothing
 * @throws Refusal where there is sealed data, and none of the secrets opens any of it
 */
export async function assertSecretIsKnown(persistTo: string, secrets: readonly string[]): Promise<void> {
  const folder = databasesIn(persistTo);
  if (!existsSync(folder)) return;
  const files = readdirSync(folder).filter((file) => file.endsWith(".sqlite"));
  const found = (await Promise.all(files.map(async (file) => sealedWith(join(folder, file))))).flat();
  const known = new Set(
    secrets.filter((secret) => /^[0-9a-f]{64}$/i.test(secret)).map((secret) => keyId(fromHex(secret))),
  );
  if (found.length === 0 || found.some((id) => known.has(id))) return;
  throw new Refusal(
    `The database in ${persistTo} has data that is sealed with a SECRET_KEY that .dev.vars lacks. Put that one back ` +
      `into .dev.vars, or leave the data: delete ${persistTo}, or start on another one with npm start -- --persist-to DIR.`,
  );
}
