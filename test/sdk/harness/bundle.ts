/**
 * Global set-up of the SDK tests: bundles the Worker once, as a deploy would, and tells the tests where it is. Each test
 * file starts its own servers from it (server.ts).
 */
import "../../../scripts/wrangler-variables.ts";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type D1Migration, readD1Migrations } from "@cloudflare/vitest-plugin";
import * as v from "valibot";
import type { TestProject } from "vitest/node";
import { unstable_readConfig as readConfig } from "wrangler";

const root = join(import.meta.dirname, "../../..");

/** Everything that a server consists of, except the secrets. */
export interface Bundle {
  /** Directory of the modules; `worker.js` is the entry. */
  readonly directory: string;
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  readonly vars: Readonly<Record<string, string>>;
  readonly migrations: readonly D1Migration[];
}

/** The parts of wrangler.toml that define a server. */
const configuration = v.object({
  compatibility_date: v.string(),
  compatibility_flags: v.array(v.string()),
  vars: v.record(v.string(), v.string()),
});

declare module "vitest" {
  interface ProvidedContext {
    bundle: Bundle;
  }
}

const scratch: string[] = [];

export async function setup(project: TestProject): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "rollcall-bundle-"));
  scratch.push(directory);
  const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");
  await promisify(execFile)(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", directory], {
    cwd: root,
    env: { ...process.env, WRANGLER_LOG_PATH: join(directory, "logs") },
  });
  const config = v.parse(configuration, readConfig({ config: join(root, "wrangler.toml") }, { hideWarnings: true }));
  project.provide("bundle", {
    directory,
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: config.compatibility_flags,
    vars: config.vars,
    migrations: await readD1Migrations(join(root, "drizzle")),
  });
}

export async function teardown(): Promise<void> {
  for (const directory of scratch) await rm(directory, { recursive: true });
}
