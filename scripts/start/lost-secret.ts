/** Finds out whether a local database has data that is sealed with a SECRET_KEY that `.dev.vars` no longer has. */
import * as v from "valibot";
import { fromHex } from "../../src/lib/crypto/digest.ts";
import { keyId } from "../../src/lib/crypto/derive.ts";
import { sealedColumns } from "../../src/storage/sealed.ts";
import { databaseFiles, hasColumn, readDatabase } from "./local-database.ts";
import { Refusal } from "./refusal.ts";

const named = v.object({ id: v.string() });

/** The ids of the secrets that texts of a database are sealed with (src/lib/crypto/box.ts). */
const sealedWith = (file: string): Promise<readonly string[]> =>
  readDatabase(file, (database) =>
    sealedColumns.flatMap(({ column, table }) => {
      if (!hasColumn(database, table, column)) return [];
      const sql = `SELECT DISTINCT substr(${column}, 1, 8) AS id FROM ${table} WHERE ${column} IS NOT NULL LIMIT 100`;
      return v.parse(v.array(named), database.prepare(sql).all()).map(({ id }) => id);
    }),
  );

/**
 * @param secrets those of `.dev.vars`, current and previous; a malformed one opens nothing
 * @throws Refusal where there is sealed data, and none of the secrets opens any of it
 */
export async function assertSecretIsKnown(persistTo: string, secrets: readonly string[]): Promise<void> {
  const found = (await Promise.all(databaseFiles(persistTo).map(sealedWith))).flat();
  const known = new Set(
    secrets.filter((secret) => /^[0-9a-f]{64}$/i.test(secret)).map((secret) => keyId(fromHex(secret))),
  );
  if (found.length === 0 || found.some((id) => known.has(id))) return;
  throw new Refusal(
    `The database in ${persistTo} has data that is sealed with a SECRET_KEY that .dev.vars lacks. Put that one back ` +
      `into .dev.vars, or leave the data: delete ${persistTo}, or start on another one with npm start -- --persist-to DIR.`,
  );
}
