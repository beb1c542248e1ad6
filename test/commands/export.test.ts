/** The local database can be exported as SQL: it has nothing that `wrangler d1 export` refuses. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { migrationFiles, migrationsFolder } from "../../scripts/migrations.ts";
import { readTables } from "../../scripts/storage/tables.ts";
import { copyCheckout } from "./checkout.ts";
import { migrate } from "./local-database.ts";

const migrations = migrationFiles().map((file) => readFileSync(join(migrationsFolder, file), "utf8"));

test("an export restores every table, index and row", ({ onTestFinished }) => {
  // `d1 export` reads only the database in the folder of wrangler.toml.
  const checkout = copyCheckout();
  onTestFinished(() => checkout.remove());
  const d1 = (...args: string[]) =>
    execFileSync(process.execPath, ["node_modules/wrangler/bin/wrangler.js", "d1", ...args, "--local"], {
      cwd: checkout.path,
      stdio: ["ignore", "ignore", "pipe"],
    });
  expect(migrate(checkout, ".wrangler/state")).toEqual({ status: 0, stderr: "" });
  d1("export", "DB", "--output", "export.sql");

  const sql = readFileSync(join(checkout.path, "export.sql"), "utf8");
  const restored = readTables([sql]).filter(({ name }) => name !== "d1_migrations");
  expect(restored).toEqual(readTables(migrations));

  const database = new DatabaseSync(":memory:");
  database.exec(sql);
  expect(database.prepare("SELECT * FROM user_totals").all()).toEqual([
    {
      id: 1,
      users: 0,
      status: 0,
      email_verification: 0,
      phone_verification: 0,
      impersonator: 0,
      teams: 0,
      identities: 0,
    },
  ]);
});
