/** Part of `npm run check references`: prints one line for each word that scripts/words/list.ts refuses. */
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { refuse } from "./refuse.ts";
import { askTool, root } from "./tool.ts";
import { findWords } from "./words/find.ts";

const listed = askTool("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
if (!listed.succeeded) refuse(`git cannot list the files: ${listed.stderr}`);

// A file that was deleted and not committed yet is still listed, and so is a symbolic link to a folder.
const paths = listed.stdout
  .split("\0")
  .filter((path) => lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true);

for (const path of paths) {
  for (const { instead, line, word } of findWords(path, readFileSync(join(root, path), "utf8"))) {
    console.error(`${path}:${line}: "${word}": ${instead}.`);
    process.exitCode = 1;
  }
}
