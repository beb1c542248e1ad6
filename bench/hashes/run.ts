/** `npm run bench -- hashes`: what a verification of each password format costs (docs/passwords.md). */
import { mkdtempSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { build, type Bundle } from "../bundle.ts";
import { cases } from "./cases.ts";
import type { HashCase } from "./hash-case.ts";
import { type Figures, measure, measureTogether } from "./measure.ts";
import { table, verdicts } from "./report.ts";
import { startWorkerd, type Workerd } from "./workerd.ts";

const formatNames = [...new Set(cases.map(({ stored }) => stored.hash))];

export const hashesUsage = `Usage: npm run bench -- hashes [--only FORMAT,FORMAT]
FORMAT is one of ${formatNames.join(", ")}.`;

/**
 * @param args the arguments after `npm run bench -- hashes`
 * @returns the cases to measure, or one sentence that says which argument is wrong
 */
export function parseHashes(args: readonly string[]): Result<readonly HashCase[]> {
  try {
    const { values } = parseArgs({ args: [...args], options: { only: { type: "string" } } });
    const only = values.only?.split(",") ?? formatNames;
    const unknown = only.find((name) => !formatNames.includes(name));
    if (unknown !== undefined) return fail(`There is no format "${unknown}".`);
    return ok(cases.filter(({ stored }) => only.includes(stored.hash)));
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Measures the cases, each in a process of workerd of its own, and prints a table.
 * @param folder for bundle and state; the caller removes it
 * @param note prints a line of progress
 */
export async function benchHashes(
  selected: readonly HashCase[],
  folder: string,
  note: (line: string) => void,
): Promise<void> {
  note("building the Worker");
  const bundle = build("bench/hashes/wrangler.toml", join(folder, "hashes"), true);
  note(`${cpus().length} cores of ${cpus()[0]?.model}, Node ${process.versions.node}`);
  const results: Figures[] = [];
  for (const [index, hashCase] of selected.entries()) {
    note(`${index + 1}/${selected.length}: ${hashCase.stored.hash} ${hashCase.cost}`);
    results.push(await inNewProcess(bundle, folder, (workerd) => measure(workerd, hashCase)));
  }
  note("all formats in turn");
  // The default too: a match of another format is rehashed with it.
  const together = selected.filter(({ isDefault, largest }) => isDefault === true || largest);
  const togetherBytes = await inNewProcess(bundle, folder, (workerd) => measureTogether(workerd, together));
  note("done");
  process.stdout.write(`\n${table(results)}\n\n${verdicts(results, togetherBytes)}\n`);
}

async function inNewProcess<T>(bundle: Bundle, folder: string, run: (workerd: Workerd) => Promise<T>): Promise<T> {
  const workerd = await startWorkerd(bundle, mkdtempSync(join(folder, "state-")));
  try {
    return await run(workerd);
  } finally {
    await workerd.close();
  }
}
