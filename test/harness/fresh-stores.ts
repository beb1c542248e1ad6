/**
 * Gives every test file fresh stores, as the migrations make them, because files share an isolate, its database and its KV.
 * Not by `reset()` of `cloudflare:test`, which sometimes leaves the rows of a long file.
 */
import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { type Row, rows } from "./database.ts";

/** The isolate's own `fetch`, before any file stubs it. */
const network = Symbol.for("rollcall's own fetch");
/** The statements that make the migrated database. */
const migrated = Symbol.for("rollcall's migrated database");

/**
 * Drops every table with its counter: first the tables that no other table refers to, then those that only dropped tables
 * referred to.
 */
async function drops(): Promise<readonly D1PreparedStatement[]> {
  const tables = await rows(
    `WITH RECURSIVE ours(name) AS (
       SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'
     ), refers(child, parent) AS (
       SELECT name, "table" FROM ours, pragma_foreign_key_list(name)
       UNION SELECT child, "table" FROM refers, pragma_foreign_key_list(parent)
     )
     SELECT name FROM ours ORDER BY (SELECT count(*) FROM refers WHERE parent = name)`,
  );
  return tables.map(({ name }) => env.DB.prepare(`DROP TABLE "${String(name)}"`));
}

export async function emptyDatabase(): Promise<void> {
  const statements = await drops();
  if (statements.length > 0) await env.DB.batch([...statements]);
}

/** Statements that copy the present database: tables, then their rows, then indexes. */
async function copyDatabase(): Promise<readonly string[]> {
  const made = await rows(
    `SELECT type, name, sql FROM sqlite_master
     WHERE sql IS NOT NULL AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*' ORDER BY type <> 'table', rowid`,
  );
  const isTable = ({ type }: Row) => type === "table";
  const inserts = [];
  for (const { name } of made.filter(isTable)) {
    const columns = await rows("SELECT name FROM pragma_table_info(?)", String(name));
    const values = columns.map((column) => `quote("${String(column["name"])}")`).join(" || ', ' || ");
    const found = await rows(`SELECT ${values} AS "values" FROM "${String(name)}"`);
    inserts.push(...found.map((row) => `INSERT INTO "${String(name)}" VALUES (${String(row["values"])})`));
  }
  const sqlOf = ({ sql }: Row) => String(sql);
  return [...made.filter(isTable).map(sqlOf), ...inserts, ...made.filter((row) => !isTable(row)).map(sqlOf)];
}

/** The values that the isolate keeps between files. */
const kept = globalThis as typeof globalThis & {
  [network]?: typeof fetch;
  [migrated]?: readonly string[];
};

async function emptyKv(): Promise<void> {
  for (;;) {
    const { keys, list_complete: isAll } = await env.KV.list();
    await Promise.all(keys.map(({ name }) => env.KV.delete(name)));
    if (isAll) return;
  }
}

/** The migrations run once in an isolate. Afterwards one batch restores the same database. */
async function freshenDatabase(): Promise<void> {
  const { [migrated]: made } = kept;
  if (made !== undefined) {
    await env.DB.batch([...(await drops()), ...made.map((sql) => env.DB.prepare(sql))]);
    return;
  }
  await emptyDatabase();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  kept[migrated] = await copyDatabase();
}

/** Removes everything that was written since the migrations. */
export async function freshenStores(): Promise<void> {
  await Promise.all([freshenDatabase(), emptyKv()]);
}

// A file that fails half-way may leave its clock and its spies in place.
vi.useRealTimers();
vi.restoreAllMocks();
globalThis.fetch = kept[network] ??= globalThis.fetch;
await freshenStores();
