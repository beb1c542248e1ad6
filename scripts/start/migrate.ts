/**
 * Migrates the local database: `node scripts/start/migrate.ts CONFIG DIR`. Does what `wrangler d1 migrations apply --local`
 * does, but opens the database once: wrangler starts a process for each file, which would make a first start some 15 s longer.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import "../quiet.ts";
import { getPlatformProxy, unstable_splitSqlQuery as splitSql } from "wrangler";
import { migrationFiles, migrationsFolder, migrationsTable, namesOf } from "./migrations.ts";

/** Applies a migration, and notes it: both or neither. */
async function apply(database: D1Database, name: string): Promise<void> {
  const statements = splitSql(readFileSync(join(migrationsFolder, name), "utf8"));
  await database.batch([
    ...statements.map((statement) => database.prepare(statement)),
    database.prepare(`INSERT INTO ${migrationsTable} (name) VALUES (?)`).bind(name),
  ]);
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
  return namesOf(results);
}

const [, , configPath = "", persistTo = ""] = process.argv;
const { dispose, env } = await getPlatformProxy<Pick<Env, "DB">>({
  configPath,
  persist: { path: join(persistTo, "v3") },
  remoteBindings: false,
});
try {
  const applied = await readApplied(env.DB);
  for (const name of migrationFiles()) {
    if (applied.includes(name)) continue;
    await apply(env.DB, name).catch((error: unknown) => {
      throw new Error(`drizzle/${name}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await dispose();
}
