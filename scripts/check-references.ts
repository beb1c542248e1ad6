/**
 * `npm run check references`: every reference in a file of the repository leads somewhere. Prints one line for each reference that
 * leads nowhere (scripts/references/find.ts).
 */
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findOffences } from "./references/find.ts";
import { refuse } from "./refuse.ts";
import { askTool, root } from "./tool.ts";

/** Files that tools write. */
const foreign: ReadonlySet<string> = new Set([
  "package-lock.json",
  "worker-configuration.d.ts",
  "src/domain/users/disposable-domains.txt",
  "src/domain/users/free-domains.txt",
]);

const listed = askTool("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
if (!listed.succeeded) refuse(`git cannot list the files: ${listed.stderr}`);

// A file that was deleted and not committed yet is still listed, and so is a symbolic link to a folder.
const paths = listed.stdout
  .split("\0")
  .filter((path) => lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true);
const texts = paths
  .filter((path) => !foreign.has(path))
  .map((path) => [path, readFileSync(join(root, path), "utf8")] as const)
  .filter(([, text]) => !text.includes("\0"));

const offences = findOffences(new Map(texts), paths);
for (const { line, path, problem } of offences) console.error(`${path}:${line}: ${problem}.`);
process.exitCode = offences.length === 0 ? 0 : 1;
