/** Finds out whether a local database lacks a migration. */
import { existsSync } from "node:fs";
import { migrationFiles, migrationsIn, migrationsTable } from "../migrations.ts";
import { databaseFile, hasColumn, readDatabase } from "./local-database.ts";

/**
 * Compares the migrations that the file of a local database notes with those of this version.
 * @param id that of the database, or its binding's name where it has none
 * @returns true: none is missing; false: one is, or there is no file
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
