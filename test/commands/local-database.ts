/** The local database of a checkout, without the seconds that wrangler or an `npm start` takes. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { databaseFile } from "../../scripts/start/local-database.ts";
import type { Checkout } from "./checkout.ts";

/** A command that has ended. */
export interface Ended {
  readonly status: number | null;
  readonly stderr: string;
}

/** Migrates it as `npm start` does. @param persistTo its folder, in the checkout */
export function migrate(checkout: Checkout, persistTo: string): Ended {
  const args = ["scripts/start/migrate.ts", "wrangler.toml", persistTo];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: checkout.path, encoding: "utf8" });
  return { status, stderr };
}

/** Opens it, while no Worker has it. @returns what `use` returns */
export function withDatabase<T>(checkout: Checkout, persistTo: string, use: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(databaseFile(join(checkout.path, persistTo), "DB"));
  try {
    return use(database);
  } finally {
    database.close();
  }
}
