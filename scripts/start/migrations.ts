/** The migrations of `drizzle`, and which of them a local database has. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { root } from "../tool.ts";
import { databaseFile, hasColumn, readDatabase } from "./local-database.ts";

/** The folder of the migrations: `migrations_dir` of wrangler.toml. */
export const migrationsFolder = join(root, "drizzle");

/** wrangler's table of the migrations that a database has. */
export const migrationsTable = "d1_migrations";

const named = v.object({ name: v.string() });

/** The names of rows of wrangler's table. */
export const namesOf = (rows: unknown): readonly string[] => v.parse(v.array(named), rows).map(({ name }) => name);

/** The names of the migrations' files, in the order in which they are applied. */
export const migrationFiles = (): readonly string[] =>
  readdirSync(migrationsFolder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();

/**
 * Whether the local database has all migrations, as far as its file tells. A database whose file is not found has none.
 * @param id that of the database, or its binding's name where it has none
 */
export async function isMigrated(persistTo: string, id: string): Promise<boolean> {
  const file = databaseFile(persistTo, id);
  if (!existsSync(file)) return false;
  const applied = await readDatabase(file, (database) =>
    hasColumn(database, migrationsTable, "name")
      ? namesOf(database.prepare(`SELECT name FROM ${migrationsTable}`).all())
      : [],
  );
  return migrationFiles().every((name) => applied.includes(name));
}
