/** The files of the local D1 databases, as wrangler and Miniflare lay them out, and how they are read without a Worker. */
import { createHash, createHmac } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { lazy } from "../../src/lib/lazy/lazy.ts";
import { Refusal } from "./refusal.ts";

/** The class of Miniflare's Durable Objects that are D1 databases. */
const className = "miniflare-D1DatabaseObject";

/** The folder of the databases. */
const databasesIn = (persistTo: string): string => join(persistTo, "v3/d1", className);

/** The files of all local databases. Miniflare keeps one of its own beside them. */
export function databaseFiles(persistTo: string): readonly string[] {
  const folder = databasesIn(persistTo);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name))
    .map((name) => join(folder, name));
}

/**
 * The file of a database: Miniflare names it by the id of a Durable Object, which follows from the class and the name.
 * @param id that of the database, or its binding's name where it has none
 */
export function databaseFile(persistTo: string, id: string): string {
  const key = createHash("sha256").update(className).digest();
  const mac = (of: string | Buffer) => createHmac("sha256", key).update(of).digest().subarray(0, 16);
  const name = mac(id);
  return join(databasesIn(persistTo), `${Buffer.concat([name, mac(name)]).toString("hex")}.sqlite`);
}

/** Node warns that its SQLite may change; the warning is of no use to a developer who starts a Worker. */
const importSqlite = lazy(async () => {
  const warn = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return await import("node:sqlite");
  } finally {
    process.emitWarning = warn;
  }
});

/**
 * Reads a database file.
 * @returns the result of `read`
 * @throws Refusal where the file cannot be read
 */
export async function readDatabase<T>(file: string, read: (database: DatabaseSync) => T): Promise<T> {
  const { DatabaseSync } = await importSqlite();
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return read(database);
    } finally {
      database.close();
    }
  } catch (error) {
    throw new Refusal(
      `The local database ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}. Put back a copy of ` +
        `it, or start on another one with npm start -- --persist-to DIR.`,
    );
  }
}

/** Looks for a column of a table. @returns false also if the database lacks the table */
export const hasColumn = (database: DatabaseSync, table: string, column: string): boolean =>
  database.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = ?").get(table, column) !== undefined;
