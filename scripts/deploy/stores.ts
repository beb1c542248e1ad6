/** Opens the database and the namespace of a deployment, and makes those that are missing. */
import { fail, ok, type Result } from "../../src/errors/result.ts";
import type { Account } from "../cloudflare/account.ts";
import { createDatabase, findDatabase, openNamespace, type Place, type Store } from "../cloudflare/stores.ts";
import type { DeployedConfig } from "../wrangler-config/deployed.ts";
import type { Command } from "../wrangler-config/files.ts";
import { type Claim, describeOwner, type Owner, readOwner } from "./project.ts";

/** The stores that a deployment is bound to. */
export interface Stores {
  readonly database: string;
  readonly namespace: string;
  /** True: the database already records this project. */
  readonly isClaimed: boolean;
  /** True: no migration is left to apply. */
  readonly isMigrated: boolean;
}

/** Input of `openStores`. */
export interface Opening {
  readonly account: Account;
  readonly config: DeployedConfig;
  readonly claim: Claim;
  readonly place: Place;
  readonly deploy: Command;
  readonly tell: (line: string) => void;
}

/** Finds the database by its id or its name, or makes it. @returns it, or null for the id of a configuration */
async function openDatabase({ account, claim, config, place, tell }: Opening): Promise<Result<Store>> {
  const id = config.d1_databases.find(({ binding }) => binding === "DB")?.database_id;
  const found = id === undefined ? await findDatabase(account, claim.database) : ok({ id, isNew: false });
  if (!found.ok) return found;
  if (found.value !== null) {
    if (place.location === undefined && place.jurisdiction === undefined) return ok(found.value);
    return fail(
      `The database "${claim.database}" is there already and stays where it is. Deploy without --location and --jurisdiction; docs/operations.md describes how to move it.`,
    );
  }
  const made = await createDatabase(account, claim.database, place);
  if (made.ok) tell(`Made the D1 database ${claim.database}.`);
  return made;
}

/** @returns the stores, or why this deployment must not have them */
export async function openStores(opening: Opening): Promise<Result<Stores>> {
  const { account, claim, config, deploy, tell } = opening;
  const database = await openDatabase(opening);
  if (!database.ok) return database;
  const owner: Result<Owner> = database.value.isNew
    ? ok({ kind: "empty" })
    : await readOwner(account, database.value.id);
  if (!owner.ok) return fail(`The database "${claim.database}" cannot be read: ${owner.error}`);
  const refusal = describeOwner(owner.value, claim, deploy);
  if (refusal !== undefined) return fail(refusal);
  const id = config.kv_namespaces.find(({ binding }) => binding === "KV")?.id;
  const title = `${config.name}-kv`;
  const namespace = id === undefined ? await openNamespace(account, title) : ok({ id, isNew: false });
  if (!namespace.ok) return namespace;
  if (namespace.value.isNew) tell(`Made the KV namespace ${title}.`);
  const noted = owner.value.kind === "noted" ? owner.value : undefined;
  return ok({
    database: database.value.id,
    namespace: namespace.value.id,
    isClaimed: noted?.project === claim.project,
    isMigrated: noted?.isMigrated === true,
  });
}
