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

/**
 * Migrates it as `npm start` does.
 * @param persistTo its folder, in the checkout
 * @param variables of the environment, besides those of this process
 */
export function migrate(checkout: Checkout, persistTo: string, variables: NodeJS.Dict<string> = {}): Ended {
  const args = ["scripts/start/migrate.ts", "wrangler.toml", persistTo];
  const env = { ...process.env, ...variables };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: checkout.path, encoding: "utf8", env });
  return { status, stderr };
}

/** Opens it. @param id that of wrangler.toml, or the binding's name @returns the result of `use` */
export function withDatabase<T>(
  checkout: Checkout,
  persistTo: string,
  use: (database: DatabaseSync) => T,
  id = "DB",
): T {
  const database = new DatabaseSync(databaseFile(join(checkout.path, persistTo), id));
  try {
    return use(database);
  } finally {
    database.close();
  }
}
