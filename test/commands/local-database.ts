/** The local database of a checkout, without the seconds that an `npm start` takes besides. */
import { spawnSync } from "node:child_process";
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
