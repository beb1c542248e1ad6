/**
 * Gives every test file stores as the migrations make them: files share an isolate, its database and its KV. By hand, for
 * `reset()` of `cloudflare:test` sometimes leaves what a long file has written.
 */
import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { rows } from "./database.ts";

/** Drops every table, and with it its counter: first those that no other one refers to, then those that only these did. */
export async function emptyDatabase(): Promise<void> {
  const tables = await rows(
    `WITH RECURSIVE ours(name) AS (
       SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'
     ), refers(child, parent) AS (
       SELECT name, "table" FROM ours, pragma_foreign_key_list(name)
       UNION SELECT child, "table" FROM refers, pragma_foreign_key_list(parent)
     )
     SELECT name FROM ours ORDER BY (SELECT count(*) FROM refers WHERE parent = name)`,
  );
  if (tables.length > 0) await env.DB.batch(tables.map(({ name }) => env.DB.prepare(`DROP TABLE "${String(name)}"`)));
}

async function emptyKv(): Promise<void> {
  for (;;) {
    const { keys, list_complete: isAll } = await env.KV.list();
    await Promise.all(keys.map(({ name }) => env.KV.delete(name)));
    if (isAll) return;
  }
}

/** Takes all that was written since the migrations. */
export async function freshenStores(): Promise<void> {
  await Promise.all([emptyDatabase(), emptyKv()]);
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
}

/** The isolate's own `fetch`, as its first file found it. */
const network = Symbol.for("rollcall's own fetch");
const own = globalThis as typeof globalThis & { [network]?: typeof fetch };

// A file that fails half-way may leave its clock and its spies behind.
vi.useRealTimers();
vi.restoreAllMocks();
globalThis.fetch = own[network] ??= globalThis.fetch;
await freshenStores();
