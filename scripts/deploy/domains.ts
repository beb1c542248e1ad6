/** Attaches custom domains. Takes a domain from another owner only with --take-domains. */
import { fail, ok, type Result } from "../../src/errors/result.ts";
import type { Account } from "../cloudflare/account.ts";
import { listTaken } from "../cloudflare/deployed-worker.ts";
import { runTool } from "../tool.ts";
import { customDomainsOf, type DeployedConfig } from "../wrangler-config/deployed.ts";
import { type Command, writeDeployedConfig } from "../wrangler-config/files.ts";

/**
 * Attaches the configured domains to a deployed Worker.
 * @returns null, or why they are not attached and the next step
 */
export async function attachDomains(
  account: Account,
  config: DeployedConfig,
  takesDomains: boolean,
  deploy: Command,
): Promise<Result<null>> {
  const hostnames = customDomainsOf(config);
  if (hostnames.length === 0) return ok(null);
  const taken = await listTaken(account, config.name, hostnames);
  if (!taken.ok) return fail(`It is unknown whether its custom domains are free, so none is attached: ${taken.error}`);
  if (taken.value.length > 0 && !takesDomains) {
    return fail(`Its custom domains are not attached: ${taken.value.join("; ")}. Remove that, or let this Worker take it:

  ${deploy("--take-domains")}`);
  }
  // Without a terminal wrangler overwrites existing records; they were checked above.
  const file = writeDeployedConfig(config);
  if (runTool("wrangler", ["triggers", "deploy", "--config", file], { CLOUDFLARE_ACCOUNT_ID: account.id }))
    return ok(null);
  return fail(`Its custom domains are not attached: see above. Run again: ${deploy()}`);
}
