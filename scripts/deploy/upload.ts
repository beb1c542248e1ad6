/** Runs `wrangler deploy`, and reports the result, even of a run that fails half-way. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import type { Account } from "../cloudflare/account.ts";
import { findDeployment } from "../cloudflare/deployed-worker.ts";
import { runTool } from "../tool.ts";
import type { Secrets } from "./secrets.ts";

/** The line of JSON that wrangler writes about a deployment, among others, to WRANGLER_OUTPUT_FILE_PATH. */
const noted = v.object({ type: v.literal("deploy"), targets: v.optional(v.array(v.string()), []) });

/** The outcome. `serves`: whether this version serves now; null: unknown. */
export type Upload =
  | { readonly succeeded: true; readonly targets: readonly string[] }
  | { readonly succeeded: false; readonly serves: boolean | null };

/** The addresses that wrangler has written to the file. */
function readTargets(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  const line = v.pipe(v.string(), v.parseJson(), noted);
  return lines.flatMap((text) => {
    const parsed = v.safeParse(line, text);
    return parsed.success ? parsed.output.targets : [];
  });
}

/**
 * Uploads the Worker and lets it serve.
 * @param config the name of the configuration file for wrangler
 * @param secrets set with the upload
 */
export async function runUpload(account: Account, worker: string, config: string, secrets: Secrets): Promise<Upload> {
  const before = await findDeployment(account, worker);
  const folder = mkdtempSync(join(tmpdir(), "rollcall-deploy-"));
  try {
    // As JSON: in dotenv, wrangler expands "$" and prefers environment variables of the same name.
    const secretsFile = join(folder, "secrets.json");
    writeFileSync(secretsFile, JSON.stringify(secrets), { mode: 0o600 });
    const output = join(folder, "output.json");
    // Minified, as check:bundle measures it.
    const args = ["deploy", "--minify", "--config", config];
    const withSecrets = Object.keys(secrets).length === 0 ? [] : ["--secrets-file", secretsFile];
    const variables = { CLOUDFLARE_ACCOUNT_ID: account.id, WRANGLER_OUTPUT_FILE_PATH: output };
    if (runTool("wrangler", [...args, ...withSecrets], variables)) {
      return { succeeded: true, targets: readTargets(output) };
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const after = await findDeployment(account, worker);
  return { succeeded: false, serves: before.ok && after.ok ? before.value !== after.value : null };
}
