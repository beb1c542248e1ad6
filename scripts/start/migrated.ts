/** Finds out whether a local database lacks a migration. */
import { existsSync } from "node:fs";
import { migrationFiles, migrationsIn, migrationsTable } from "../migrations.ts";
import { databaseFile, hasColumn, readDatabase } from "./local-database.ts";

/**
 * Whether the local database has all migrations, as far as its file tells. A database whose file is not found has none.
 * @param id that of the database, or its binding's name where it has none
 * @throws Refusal where the file cannot be read
 */
export async function isMigrated(persistTo: string, id: string): Promise<boolean> {
  const file = databaseFile(persistTo, id);
  if (!existsSync(file)) return false;
  const applied = await readDatabase(file, (database) =>
    hasColumn(database, migrationsTable, "name")
      ? migrationsIn(database.prepare(`SELECT name FROM ${migrationsTable}`).all())
      : [],
  );
  return migrationFiles().every((name) => applied.includes(name));
}
