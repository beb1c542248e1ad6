/**
 * Migrates the local database: `node scripts/start/migrate.ts CONFIG DIR`. Does what `wrangler d1 migrations apply --local`
 * does, but opens the database once: wrangler starts a process for each file, which would make a first start some 15 s longer.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import "../wrangler-variables.ts";
import { getPlatformProxy, unstable_splitSqlQuery as splitSql } from "wrangler";
import { migrationFiles, migrationsFolder, migrationsIn, migrationsTable } from "../migrations.ts";

/** Applies a migration, and notes it: both or neither. */
async function apply(database: D1Database, name: string): Promise<void> {
  const text = readFileSync(join(migrationsFolder, name), "utf8");
  const note = `INSERT INTO ${migrationsTable} (name) VALUES ('${name.replaceAll("'", "''")}');`;
  await database.batch(splitSql(`${text}\n${note}`).map((statement) => database.prepare(statement)));
}

/** The names of the migrations that the database has. */
async function readApplied(database: D1Database): Promise<readonly string[]> {
  await database
    .prepare(
      `CREATE TABLE IF NOT EXISTS ${migrationsTable} (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE,
        applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`,
    )
    .run();
  const { results } = await database.prepare(`SELECT name FROM ${migrationsTable}`).all();
  return migrationsIn(results);
}

/** Applies the migrations that a database lacks. @throws Error that names the migration that fails */
async function migrate(database: D1Database): Promise<void> {
  const applied = await readApplied(database);
  for (const name of migrationFiles()) {
    if (applied.includes(name)) continue;
    await apply(database, name).catch((error: unknown) => {
      throw new Error(`drizzle/${name}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
}

// Otherwise wrangler would say where it found the secrets, which are of no use here.
process.env["WRANGLER_LOG"] = "error";

const [, , configPath = "", persistTo = ""] = process.argv;
try {
  const { dispose, env } = await getPlatformProxy<Pick<Env, "DB">>({
    configPath,
    persist: { path: join(persistTo, "v3") },
    remoteBindings: false,
  });
  try {
    await migrate(env.DB);
  } finally {
    await dispose();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
