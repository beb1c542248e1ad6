/** How `npm start` migrates the local database: as wrangler would, and only where a migration is missing. */
import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Checkout, copyCheckout } from "./checkout.ts";
import { databaseFile } from "../../scripts/start/local-database.ts";
import { migrate, withDatabase } from "./local-database.ts";
import { npmStart, type Starting, terminal } from "./npm-start.ts";

let checkout: Checkout;
beforeAll(() => {
  checkout = copyCheckout();
  expect(migrate(checkout, "state")).toEqual({ status: 0, stderr: "" });
});
afterAll(() => checkout.remove());

const node = (...args: readonly string[]): string =>
  execFileSync(process.execPath, args, { cwd: checkout.path, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

const asked = `import { isMigrated } from "./scripts/start/migrated.ts";
  const [, folder, id] = process.argv;
  console.log(await isMigrated(folder, id));`;

/** Asks the checkout's own script, as `npm start` does. @returns false: a migration is missing */
const isMigrated = (id: string): boolean => node("--input-type=module", "--eval", asked, "state", id) === "true\n";

/** The migrations that wrangler's table notes in a database of the checkout. */
const noted = (id = "DB"): number =>
  withDatabase(checkout, "state", (database) => database.prepare("SELECT * FROM d1_migrations").all().length, id);

/** Adds a migration to the checkout, until the test ends. */
function addMigration(name: string, sql: string): void {
  const file = join(checkout.path, "drizzle", name);
  writeFileSync(file, sql);
  onTestFinished(() => unlinkSync(file));
}

/** Writes wrangler.toml with more in it, until the test ends. */
function configure(change: (config: string) => string): void {
  const file = join(checkout.path, "wrangler.toml");
  const before = readFileSync(file, "utf8");
  writeFileSync(file, change(before));
  onTestFinished(() => writeFileSync(file, before));
}

/** Gives the database an id, until the test ends: another local database. */
const nameDatabase = (id: string) =>
  configure((config) => config.replace('binding = "DB"', `binding = "DB"\ndatabase_id = "${id}"`));

/** `npm start`, until the test ends. @param variables of the environment, besides those of a terminal */
async function start(variables: NodeJS.Dict<string> = {}): Promise<Starting> {
  const started = await npmStart(checkout, [], { ...terminal, ...variables });
  onTestFinished(async () => {
    started.child.kill("SIGTERM");
    await started.ended;
  });
  return started;
}

test("wrangler finds nothing to apply, and neither does the next start", () => {
  const wrangler = "node_modules/wrangler/bin/wrangler.js";
  const listed = node(wrangler, "d1", "migrations", "list", "DB", "--local", "--persist-to", "state");
  expect(listed).toContain("No migrations to apply!");
  expect([isMigrated("DB"), isMigrated("another database")]).toEqual([true, false]);
});

test("a migration that is new is applied, once, whatever it holds", () => {
  const before = noted();
  addMigration("9997_it's.sql", "-- Nothing yet.\n");
  addMigration("9998_more.sql", "CREATE TABLE more (a);\n--> statement-breakpoint\nINSERT INTO more VALUES ('a;b');");
  expect(isMigrated("DB")).toBe(false);
  for (let i = 0; i < 2; i++) expect(migrate(checkout, "state")).toEqual({ status: 0, stderr: "" });
  expect(isMigrated("DB")).toBe(true);
  expect(noted()).toBe(before + 2);
  expect(
    withDatabase(checkout, "state", (database) => {
      const rows = database.prepare("SELECT a FROM more").all();
      database.exec("DROP TABLE more; DELETE FROM d1_migrations WHERE name >= '9997'");
      return rows;
    }),
  ).toEqual([{ a: "a;b" }]);
});

test("files that editors and systems leave are no migrations", () => {
  addMigration("._0000_users.sql", "\u0000");
  const lock = join(checkout.path, "drizzle/.#0000_users.sql");
  symlinkSync("nobody@nowhere", lock);
  onTestFinished(() => unlinkSync(lock));
  expect(isMigrated("DB")).toBe(true);
});

/** An environment with a database of its own, which wrangler would take by CLOUDFLARE_ENV. */
const addEnvironment = () =>
  configure((config) => `${config}\n[[env.eu.d1_databases]]\nbinding = "DB"\ndatabase_id = "eu"\n`);

test("an environment of wrangler.toml is not migrated in place of the whole", () => {
  addEnvironment();
  expect(migrate(checkout, "elsewhere", { CLOUDFLARE_ENV: "eu" })).toEqual({ status: 0, stderr: "" });
  expect(withDatabase(checkout, "elsewhere", (database) => database.prepare("SELECT 1 FROM users").all())).toEqual([]);
});

test("npm start names a migration that fails, which leaves nothing", async () => {
  addMigration("9999_wrong.sql", "CREATE TABLE half (a);\n--> statement-breakpoint\nINSERT INTO absent VALUES (1);");
  const before = noted();
  const { ended, output } = await start();
  expect(await ended).toEqual([1, null]);
  expect(output()).toMatch(
    /\nMigrating the local database…\nThe local database in \S+state could not be migrated: drizzle\/9999_wrong\.sql: D1_ERROR: no such table: absent.*\n/,
  );
  expect(noted()).toBe(before);
  const half = "SELECT name FROM sqlite_schema WHERE name = 'half'";
  expect(withDatabase(checkout, "state", (database) => database.prepare(half).all())).toEqual([]);
});

test("npm start migrates the database that wrangler.toml names, and none that has all migrations", async () => {
  addEnvironment();
  const first = await start({ CLOUDFLARE_ENV: "eu" });
  await first.ready();
  expect(first.output()).toContain("Starting the Worker…\n");
  expect(first.output()).not.toContain("Migrating");
  const headers = { "content-type": "application/json", "x-appwrite-project": "rollcall" };
  const body = JSON.stringify({ userId: "ada", email: "ada@mail.example", password: "password-1" });
  expect((await fetch(`${first.endpoint}/account`, { method: "POST", headers, body })).status).toBe(201);
  first.child.kill("SIGTERM");
  await first.ended;

  nameDatabase("other");
  const second = await start();
  await second.ready();
  expect(second.output()).toContain("Migrating the local database…\nStarting the Worker…\n");
  expect((await fetch(`${second.endpoint}/health/version`)).status).toBe(200);
  expect(noted("other")).toBe(noted());
});

test("a file that is no database is named in one line", async () => {
  nameDatabase("broken");
  const file = databaseFile(join(checkout.path, "state"), "broken");
  writeFileSync(file, "no database".repeat(1_000));
  onTestFinished(() => unlinkSync(file));
  const { ended, output } = await start();
  expect(await ended).toEqual([1, null]);
  expect(output()).toMatch(/\nThe local database \S+\.sqlite cannot be read: file is not a database\. Put back .*\n/);
});
