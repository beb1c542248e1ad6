/** Lists the steps that are left after a deployment, by the state of its database. */
import * as v from "valibot";
import type { Account } from "../cloudflare/account.ts";
import { queryDatabase } from "../cloudflare/stores.ts";
import type { DeployedConfig } from "../wrangler-config/deployed.ts";
import type { Command } from "../wrangler-config/files.ts";

const counts = v.object({ users: v.number(), keys: v.number(), providers: v.number() });

const selectCounts = `SELECT (SELECT users FROM user_totals) AS users, (SELECT count(*) FROM keys) AS keys,
  (SELECT count(*) FROM providers WHERE enabled = 1 AND type <> 'push') AS providers`;

/** The deployment that the hints are about. */
export interface Deployed {
  readonly config: DeployedConfig;
  readonly database: string;
  readonly endpoint: string;
  readonly project: string;
  /** The command that makes keys. */
  readonly keys: Command;
}

/** @returns a paragraph for each thing that is still to be done; none where the database cannot be read */
export async function listNext(account: Account, deployed: Deployed): Promise<readonly string[]> {
  const { config, database, endpoint, project } = deployed;
  const rows = await queryDatabase(account, database, selectCounts);
  const parsed = v.safeParse(counts, rows.ok ? rows.value[0] : undefined);
  if (!parsed.success) return [];
  const { keys, providers, users } = parsed.output;
  const hasWebhook = (config.vars["MESSAGES_WEBHOOK_URL"] ?? "") !== "";
  const next: string[] = [];
  if (providers === 0 && !hasWebhook) {
    next.push("No email and no text message is sent until a provider or a webhook is set: docs/delivery.md.");
  }
  if (keys === 0) {
    next.push(`Make a key for your server, so that API_KEY can stay in its safe:
  ${deployed.keys("create", "--name", "server", "--scopes", "users.read,users.write", "--remote")}`);
  }
  if (users === 0) {
    next.push(`Make a first user, with that key:
  curl ${endpoint}/users -H 'X-Appwrite-Project: ${project}' -H "X-Appwrite-Key: $KEY" \\
    -H 'Content-Type: application/json' -d '{"userId":"unique()","email":"you@example.com","password":"…"}'`);
  }
  return next;
}
