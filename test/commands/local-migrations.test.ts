/** How `npm start` migrates the local database: as wrangler would, and only where a migration is missing. */
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, copyCheckout } from "./checkout.ts";
import { migrate, withDatabase } from "./local-database.ts";
import { npmStart } from "./npm-start.ts";

let checkout: Checkout;
beforeAll(() => {
  checkout = copyCheckout();
  expect(migrate(checkout, "state")).toEqual({ status: 0, stderr: "" });
});
afterAll(() => checkout.remove());

const node = (...args: readonly string[]): string =>
  execFileSync(process.execPath, args, { cwd: checkout.path, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

const rows = (sql: string) => withDatabase(checkout, "state", (database) => database.prepare(sql).all());

/** Whether `npm start` finds all migrations of the checkout in a local database. */
const isMigrated = (id: string): boolean =>
  node(
    "--input-type=module",
    "--eval",
    `import { isMigrated } from "./scripts/start/migrations.ts"; console.log(await isMigrated("state", "${id}"));`,
  ) === "true\n";

/** Adds a migration to the checkout. @returns takes it back */
function addMigration(name: string, sql: string): () => void {
  const file = join(checkout.path, "drizzle", name);
  writeFileSync(file, sql);
  return () => rmSync(file);
}

test("wrangler finds nothing to apply, and neither does the next start", () => {
  const wrangler = "node_modules/wrangler/bin/wrangler.js";
  const listed = node(wrangler, "d1", "migrations", "list", "DB", "--local", "--persist-to", "state");
  expect(listed).toContain("No migrations to apply!");
  expect([isMigrated("DB"), isMigrated("another database")]).toEqual([true, false]);
});

test("a migration that is new is applied, once", () => {
  const remove = addMigration(
    "9998_more.sql",
    "CREATE TABLE more (a);\n--> statement-breakpoint\nINSERT INTO more VALUES (1);",
  );
  expect(isMigrated("DB")).toBe(false);
  for (let i = 0; i < 2; i++) expect(migrate(checkout, "state")).toEqual({ status: 0, stderr: "" });
  expect(isMigrated("DB")).toBe(true);
  expect(rows("SELECT * FROM more")).toEqual([{ a: 1 }]);
  remove();
});

test("a migration that fails is named, and leaves nothing", () => {
  const remove = addMigration(
    "9999_wrong.sql",
    "CREATE TABLE half (a);\n--> statement-breakpoint\nINSERT INTO absent VALUES (1);",
  );
  const { status, stderr } = migrate(checkout, "state");
  expect(status).toBe(1);
  expect(stderr).toMatch(/^drizzle\/9999_wrong\.sql: D1_ERROR: no such table: absent.*\n$/);
  expect(isMigrated("DB")).toBe(false);
  remove();
  expect(rows("SELECT name FROM sqlite_schema WHERE name = 'half'")).toEqual([]);
});

test("npm start migrates only a database that lacks a migration", async () => {
  const started = await npmStart(checkout);
  try {
    await started.ready();
    expect(started.output()).toContain("Starting the Worker…\n");
    expect(started.output()).not.toContain("Migrating");
    expect((await fetch(`${started.endpoint}/health/version`)).status).toBe(200);
  } finally {
    started.child.kill("SIGTERM");
    await started.ended;
  }
});
