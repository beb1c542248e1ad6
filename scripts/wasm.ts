/**
 * Compiles src/lib/passwords/engines/sha.as to the sha.wasm beside it, with AssemblyScript. The result is the same on
 * every machine. With `--check` it writes nothing, and fails when the module is out of date.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { refuse } from "./refuse.ts";
import { root, runTool } from "./tool.ts";

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const engines = join(root, "src/lib/passwords/engines");
const folder = mkdtempSync(join(tmpdir(), "rollcall-wasm-"));
const [source, compiled, target] = [join(folder, "sha.ts"), join(folder, "sha.wasm"), join(engines, "sha.wasm")];

try {
  // The compiler takes files that end in .ts only. The source does not, so that no other tool takes it for TypeScript.
  copyFileSync(join(engines, "sha.as"), source);
  const options = ["-O3", "--runtime", "stub", "--enable", "bulk-memory", "--noAssert"];
  if (!runTool("asc", [source, "--outFile", compiled, ...options])) refuse("sha.as does not compile.");
  if (!values.check) copyFileSync(compiled, target);
  else if (!readFileSync(target).equals(readFileSync(compiled))) refuse("sha.wasm is not what sha.as compiles to.");
} finally {
  rmSync(folder, { recursive: true });
}
