/** The migrations of this version, as wrangler finds and notes them. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { root } from "./tool.ts";

/** The folder of the migrations: `migrations_dir` of wrangler.toml. */
export const migrationsFolder = join(root, "drizzle");

/** wrangler's table of the migrations that a database has. */
export const migrationsTable = "d1_migrations";

const named = v.object({ name: v.string() });

/** The names of migrations in rows of wrangler's table. */
export const migrationsIn = (rows: unknown): readonly string[] => v.parse(v.array(named), rows).map(({ name }) => name);

/** The names of the files, in the order in which they are applied. Hidden files are none: editors leave some. */
export const migrationFiles = (): readonly string[] =>
  readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".sql") && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .toSorted();
