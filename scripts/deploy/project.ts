/** The project of a database: a deployment records it there, and refuses the database of another project. */
import { fail, ok, type Result } from "../../src/errors/result.ts";
import type { Account } from "../cloudflare/account.ts";
import { queryDatabase } from "../cloudflare/stores.ts";
import { literal } from "../keys/database.ts";
import { migrationFiles, migrationsTable } from "../migrations.ts";
import type { Command } from "../wrangler-config/files.ts";

/** The owner of a database, as its tables show. */
export type Owner =
  | { readonly kind: "empty" }
  /** It has tables, and the first of our migrations did not make them. */
  | { readonly kind: "foreign" }
  /** It was made before deployments recorded their project, or lacks that migration. */
  | { readonly kind: "unnoted" }
  /** `isMigrated`: every migration of this version is applied. */
  | { readonly kind: "noted"; readonly project: string; readonly isMigrated: boolean };

/** @returns the owner of a database, or why it cannot be read */
export async function readOwner(account: Account, id: string): Promise<Result<Owner>> {
  const ask = (sql: string) => queryDatabase(account, id, sql);
  const tables = await ask(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'",
  );
  if (!tables.ok) return tables;
  const names = tables.value.map(({ name }) => name);
  if (names.every((name) => name === migrationsTable)) return ok({ kind: "empty" });
  if (!names.includes(migrationsTable)) return ok({ kind: "foreign" });
  const applied = await ask(`SELECT name FROM ${migrationsTable}`);
  if (!applied.ok) return applied;
  const isApplied = (migration: string) => applied.value.some(({ name }) => name === migration);
  const migrations = migrationFiles();
  if (!migrations.slice(0, 1).every(isApplied)) return ok({ kind: "foreign" });
  const column = await ask("SELECT 1 FROM pragma_table_info('settings') WHERE name = 'project_id'");
  if (!column.ok) return column;
  if (column.value.length === 0) return ok({ kind: "unnoted" });
  const noted = await ask("SELECT project_id FROM settings");
  if (!noted.ok) return noted;
  const project = noted.value[0]?.["project_id"];
  if (typeof project !== "string") return ok({ kind: "unnoted" });
  return ok({ kind: "noted", project, isMigrated: migrations.every(isApplied) });
}

/** The database and the project that is to be deployed with it. */
export interface Claim {
  readonly database: string;
  readonly project: string;
  /** The former id of the project; undefined: it was not renamed. */
  readonly renamed: string | undefined;
}

/** @returns why this project must not use this database; undefined: it may */
export function describeOwner(
  owner: Owner,
  { database, project, renamed }: Claim,
  deploy: Command,
): string | undefined {
  const nothing = "Nothing is changed.";
  if (owner.kind === "foreign") {
    return `The database "${database}" has tables that are not Rollcall's. ${nothing} Give the Worker another name in wrangler.toml, which names its database too.`;
  }
  if (owner.kind !== "noted") {
    if (renamed === undefined) return undefined;
    return `The database "${database}" records no project yet, so none was renamed. Deploy without --rename-project.`;
  }
  if (owner.project === project || owner.project === renamed) return undefined;
  return `The database "${database}" belongs to the project "${owner.project}", and this deployment serves "${project}". ${nothing}
For a project of its own, give the Worker another name in wrangler.toml, which names its database too. If the project is the same
one under a new name:

  ${deploy("--rename-project", owner.project)}`;
}

/** Records the project in a migrated database, where none is recorded or the recorded one was renamed. */
export async function claimDatabase(account: Account, id: string, { project, renamed }: Claim): Promise<Result<null>> {
  const owners = [project, ...(renamed === undefined ? [] : [renamed])].map(literal).join(", ");
  const claimed = await queryDatabase(
    account,
    id,
    `UPDATE settings SET project_id = ${literal(project)} WHERE project_id IS NULL OR project_id IN (${owners}) RETURNING project_id`,
  );
  if (!claimed.ok) return claimed;
  return claimed.value.length > 0
    ? ok(null)
    : fail("another deployment has just assigned the database to another project.");
}
