/**
 * `npm run check:bundle`: the upload of `npm run deploy` stays small and starts quickly. The limits are ours, well
 * below Cloudflare's (10 MB and 1 s on the paid plan), because a user waits for each cold start.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { unstable_readConfig as readConfig } from "wrangler";
import { type Bundle, gzipBytesOf, startupMsOf } from "./bundle/measure.ts";
import { refuse } from "./refuse.ts";
import { root } from "./tool.ts";
import { askWrangler } from "./wrangler.ts";

const gzipKibMax = 1024;
/** Scaled to one machine: a start takes half as long again on a slow one. */
const startupMsMax = 44;

const configuration = v.object({ compatibility_date: v.string() });

/** Builds the Worker as `npm run deploy` does. */
function build(directory: string): Bundle {
  const built = askWrangler(["deploy", "--dry-run", "--minify", "--outdir", directory]);
  if (!built.ok) refuse(`The Worker does not build: ${built.error}`);
  const names = readdirSync(directory).filter((name) => /\.(?:js|txt|wasm)$/.test(name));
  const config = v.parse(configuration, readConfig({ config: join(root, "wrangler.toml") }));
  return {
    modules: new Map(names.map((name) => [name, readFileSync(join(directory, name))])),
    entry: "worker.js",
    compatibilityDate: config.compatibility_date,
  };
}

const directory = mkdtempSync(join(tmpdir(), "rollcall-bundle-"));
process.on("exit", () => rmSync(directory, { recursive: true }));

const bundle = build(directory);
const gzipKib = gzipBytesOf(bundle) / 1024;
const startup = await startupMsOf(bundle, startupMsMax);
if (!startup.ok) refuse(`The bundle does not start: ${startup.error}`);
const { measured, reference, scaled } = startup.value;
const startupMs = Math.round(scaled);
console.log(
  `bundle: ${gzipKib.toFixed(0)} KiB gzip (at most ${gzipKibMax}), starts in ${startupMs} ms (at most ${startupMsMax}; here ${measured} ms, the reference ${reference} ms)`,
);
if (gzipKib > gzipKibMax || startupMs > startupMsMax) process.exitCode = 1;
