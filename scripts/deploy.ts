/**
 * `npm run deploy`: migrates the database, then deploys the Worker. The first deployment makes the database, and is followed
 * by the migrations. `-- --secrets-file FILE` gives the secrets along with it, which the first deployment needs.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { describeMessages } from "./deploy/messages.ts";
import { describeMissing, readSecretList, readSecretsFile } from "./deploy/secrets.ts";
import { refuse } from "./refuse.ts";
import { root, runTool } from "./tool.ts";
import { askWrangler, isNoDatabase, isNoWorker } from "./wrangler.ts";

const usage = "Usage: npm run deploy -- [--secrets-file FILE]";

function parseSecretsFile(): string | undefined {
  try {
    const { values } = parseArgs({ options: { "secrets-file": { type: "string" } } });
    return values["secrets-file"] === undefined ? undefined : resolve(values["secrets-file"]);
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : String(error)}\n${usage}`, 2);
  }
}

/** @returns the names of the secrets in a file */
function readGiven(file: string | undefined): readonly string[] {
  if (file === undefined) return [];
  if (!existsSync(file)) refuse(`There is no file ${file}.`);
  const given = readSecretsFile(readFileSync(file, "utf8"));
  return given.ok ? given.value : refuse(`${file} is not deployed: ${given.error}`);
}

/** @returns the names of the deployed Worker's secrets; null: it is not deployed */
function listPresent(): readonly string[] | null {
  const said = askWrangler(["secret", "list", "--format", "json"]);
  if (!said.ok && isNoWorker(said.error)) return null;
  const present = said.ok ? readSecretList(said.value) : said;
  return present.ok ? present.value : refuse(`The Worker's secrets cannot be listed: ${present.error}`);
}

/** @returns whether there was a database to migrate; where a migration fails, nothing follows */
function migrate(consequence: string): boolean {
  const said = askWrangler(["d1", "migrations", "apply", "DB", "--remote"]);
  if (!said.ok && isNoDatabase(said.error)) return false;
  if (!said.ok) refuse(`The database cannot be migrated: ${said.error}\n${consequence}`);
  return true;
}

const file = parseSecretsFile();
const given = readGiven(file);
console.log("Looking for the Worker's secrets …");
const present = listPresent();
const missing = describeMissing(present, given);
if (missing !== undefined) refuse(missing);
const unsendable = describeMessages(readFileSync(join(root, "wrangler.toml"), "utf8"), [...(present ?? []), ...given]);
if (unsendable !== undefined) refuse(unsendable);

console.log("Migrating the database …");
const isMigrated = migrate("Nothing is deployed. Migrations before the one that failed are applied, and stay.");
console.log(isMigrated ? "The database is up to date." : "There is no database yet: the deployment makes it.");

console.log("Deploying the Worker …");
// Minified, as check:bundle has measured it.
if (!runTool("wrangler", ["deploy", "--minify", ...(file === undefined ? [] : ["--secrets-file", file])])) {
  refuse("The Worker is not deployed: see above. What was deployed before still serves, if anything was.");
}
if (!isMigrated) {
  console.log("Migrating the new database …");
  const consequence = "The Worker is deployed but cannot serve without its tables. Run `npm run deploy` again.";
  if (!migrate(consequence)) refuse(`The deployment has made no database named in wrangler.toml. ${consequence}`);
}
console.log("Deployed. An SDK's endpoint is the address above with /v1.");
