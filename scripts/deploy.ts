/**
 * `npm run deploy`: opens the stores of a deployment, migrates its database, uploads the Worker and checks that it answers.
 * Every step is idempotent: the next run completes a deployment that failed.
 */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Result } from "../src/errors/result.ts";
import { type Account, connect } from "./cloudflare/account.ts";
import { findSubdomain, listCrons, listSecrets } from "./cloudflare/deployed-worker.ts";
import { describeSilence } from "./deploy/answer.ts";
import { attachDomains } from "./deploy/domains.ts";
import { describeMessages } from "./deploy/messages.ts";
import { listNext } from "./deploy/next.ts";
import { type Options, parseOptions, usage } from "./deploy/options.ts";
import { claimDatabase } from "./deploy/project.ts";
import {
  describeMissing,
  describeReplaced,
  describeVariables,
  readSecretsFile,
  type Secrets,
} from "./deploy/secrets.ts";
import { openStores } from "./deploy/stores.ts";
import { runUpload } from "./deploy/upload.ts";
import { answerHelp } from "./help.ts";
import { refuse } from "./refuse.ts";
import { askWrangler } from "./wrangler.ts";
import { customDomainsOf, type DeployedConfig, withIds, withoutCustomDomains } from "./wrangler-config/deployed.ts";
import { commandFor, readDeployedConfig, writeDeployedConfig } from "./wrangler-config/files.ts";

function orRefuse<T>(result: Result<T>, before = ""): T {
  return result.ok ? result.value : refuse(`${before}${result.error}`);
}

/** @returns the secrets in a file */
function readGiven(path: string | undefined): Secrets {
  if (path === undefined) return {};
  const file = resolve(path);
  if (!existsSync(file)) refuse(`There is no file ${file}.`);
  return orRefuse(readSecretsFile(readFileSync(file, "utf8")), `${file} is not deployed: `);
}

/** Stops where the Worker would lack a secret, lose one or send no messages. */
function checkSecrets(present: readonly string[] | null, given: readonly string[], config: DeployedConfig): void {
  const wrong =
    describeMissing(present, given, command) ??
    (options.replaceSecrets ? undefined : describeReplaced(present, given, command)) ??
    describeMessages(config, [...(present ?? []), ...given], command);
  if (wrong !== undefined) refuse(wrong);
}

/** Stops where the Worker would have no address: wrangler would fail only after the upload. */
async function checkAddress(account: Account, { workers_dev: isOnWorkersDev }: DeployedConfig): Promise<void> {
  if (!isOnWorkersDev) return;
  const subdomain = orRefuse(await findSubdomain(account), "The account's workers.dev subdomain cannot be read: ");
  if (subdomain !== null) return;
  refuse(`The account has no workers.dev subdomain, so the Worker would have no address. Nothing is deployed. Register one at

  https://dash.cloudflare.com/${account.id}/workers/onboarding

and run this again; or set routes in the configuration, with workers_dev = false.`);
}

/** Applies the pending migrations. Stops where one fails. */
function migrate({ id }: Account, file: string): void {
  console.log("Migrating the database …");
  const args = ["d1", "migrations", "apply", "DB", "--remote", "--config", file];
  const migrated = askWrangler(args, { CLOUDFLARE_ACCOUNT_ID: id });
  if (migrated.ok) return;
  refuse(`The database cannot be migrated: ${migrated.error}
Nothing is deployed. Migrations before the one that failed are applied, and stay.`);
}

/** Stops with the state after a failed upload. */
async function refuseUpload(account: Account, config: DeployedConfig, serves: boolean | null): Promise<never> {
  if (serves === null) {
    return refuse(`wrangler failed: see above. It is unknown whether this version serves now. Run again: ${command()}`);
  }
  if (!serves) {
    const before = present === null ? "there is no Worker yet" : "the version deployed before still serves";
    return refuse(`The Worker is not deployed: see above; ${before}. Correct that, and run the same command again.`);
  }
  const crons = await listCrons(account, config.name);
  const hasCrons = crons.ok && crons.value.length > 0;
  return refuse(`The Worker is deployed, with its secrets, and this version serves. wrangler failed afterwards: see above.
${hasCrons ? "Its crons are set." : "Its crons are not set: nothing is swept, and pending messages are not retried."} Correct that, and run, without secrets:

  ${command()}`);
}

/** The URL of the endpoint, from the addresses that wrangler reports. */
function endpointOf(targets: readonly string[], config: DeployedConfig): string | undefined {
  const [domain] = customDomainsOf(config);
  const address = targets.find((target) => target.startsWith("https://")) ?? (domain && `https://${domain}`);
  return address === undefined ? undefined : `${address.replace(/\/$/, "")}/v1`;
}

const args = process.argv.slice(2);
answerHelp(args, usage);
const parsed = parseOptions(args);
const options: Options = parsed.ok ? parsed.value : refuse(`${parsed.error}\n${usage}`, 2);
const command = commandFor("deploy", options.target);
const config = orRefuse(readDeployedConfig(options.target));
const wrong = describeVariables(config.vars);
if (wrong !== undefined) refuse(`The Worker would not serve, so nothing is deployed: ${wrong}`);
const project = String(config.vars["PROJECT_ID"]);
const given = readGiven(options.secretsFile);

console.log("Looking at the account …");
const account = orRefuse(await connect(config.account_id), "The account cannot be opened: ");
const present = orRefuse(await listSecrets(account, config.name), "The Worker's secrets cannot be listed: ");
checkSecrets(present, Object.keys(given), config);
await checkAddress(account, config);
const database = config.d1_databases.find(({ binding }) => binding === "DB")?.database_name ?? config.name;
const claim = { database, project, renamed: options.renameProject };
const opening = { account, config, claim, place: options.place, deploy: command, tell: console.log };
const stores = orRefuse(await openStores(opening));
const bound = withIds(config, stores);
const file = writeDeployedConfig(withoutCustomDomains(bound));

if (stores.isMigrated) console.log("The database is up to date.");
else migrate(account, file);
if (!stores.isClaimed) {
  orRefuse(
    await claimDatabase(account, stores.database, claim),
    "The project cannot be recorded in the database. Nothing is deployed: ",
  );
}

console.log("Deploying the Worker …");
const upload = await runUpload(account, config.name, file, given);
if (!upload.succeeded) await refuseUpload(account, config, upload.serves);
const attached = await attachDomains(account, bound, options.takeDomains, command);
if (!attached.ok) refuse(`The Worker is deployed, and this version serves at its other addresses. ${attached.error}`);

const endpoint = endpointOf(upload.succeeded ? upload.targets : [], config);
if (endpoint === undefined) {
  console.log("Deployed. The addresses are those of the routes in the configuration.");
} else {
  console.log(`Waiting for ${endpoint} …`);
  const silence = await describeSilence(endpoint, project, options.waitSeconds);
  if (silence !== null) {
    refuse(`The Worker is deployed, but ${endpoint} ${silence}
A new address may take some minutes. \`npx wrangler tail ${config.name}\` shows what the Worker writes.`);
  }
  const others = customDomainsOf(config).map((hostname) => `https://${hostname}/v1`);
  const domains = others.filter((other) => other !== endpoint).map((other) => `\n  also      ${other}`);
  console.log(`
Deployed${options.waitSeconds === 0 ? "" : ", and it answers"}.

  endpoint  ${endpoint}${domains.join("")}
  project   ${project}
`);
  const deployed = { config, database: stores.database, endpoint, project, keys: commandFor("keys", options.target) };
  for (const paragraph of await listNext(account, deployed)) console.log(`${paragraph}\n`);
}
