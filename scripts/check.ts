/**
 * `npm run check`: all checks of the code that do not run it. With names, only those checks.
 * A failed check prints its remedy, and the others still run. The check that asks the network fails only because of an answer:
 * without one it reports that nothing is known.
 */
import { parseArgs } from "node:util";
import { checkAdvisories, type Outcome } from "./advisories/check.ts";
import { runTool } from "./tool.ts";

interface Check {
  readonly passes: () => Outcome;
  /** How to make the check pass. */
  readonly remedy: string;
}

const checks: Readonly<Record<string, Check>> = {
  types: {
    passes: () => runTool("tsc", []),
    remedy: "Correct the types above.",
  },
  lint: {
    passes: () => runTool("oxlint", []),
    remedy: "Correct the code above; oxlint.config.ts has the rules. `npx oxlint --fix` corrects some of them.",
  },
  unused: {
    passes: () => runTool("knip", ["--no-progress"]) && runTool("knip", ["--no-progress", "--production"]),
    remedy: "Delete what nothing uses, or its `export` where only its file uses it; knip.config.ts names the entries.",
  },
  format: {
    passes: () => runTool("prettier", ["--check", "--log-level", "warn", "."]),
    remedy: "Run `npm run format`.",
  },
  generated: {
    passes: () =>
      runTool("wrangler", ["types", "--include-runtime=false", "--check"]) &&
      runTool("node", ["scripts/endpoints.ts", "--check"]) &&
      runTool("node", ["scripts/quick-start.ts", "--check"]) &&
      runTool("node", ["scripts/architecture.ts", "--check"]) &&
      runTool("node", ["scripts/prices.ts", "--check"]) &&
      runTool("node", ["scripts/query-costs.ts", "--check"]) &&
      runTool("node", ["scripts/lists.ts", "--check"]) &&
      runTool("node", ["scripts/wasm.ts", "--check"]),
    remedy:
      "Run `npm run generate` and commit its output: types, docs/{architecture,endpoints,prices,queries,quick-start}.md, passwords, sha.wasm.",
  },
  storage: {
    passes: () => runTool("node", ["scripts/check-storage.ts"]),
    remedy: "Run `npm run generate` after a change of the schema, and describe it in docs/storage.md.",
  },
  references: {
    passes: () => runTool("node", ["scripts/check-references.ts"]) && runTool("node", ["scripts/check-words.ts"]),
    remedy:
      "Correct the references and words above: files and tests must exist, and scripts/words/list.ts has the words.",
  },
  advisories: {
    passes: checkAdvisories,
    remedy: "Install a version without the advisory, or another package; docs/security.md says which advisories fail.",
  },
  bundle: {
    passes: () => runTool("node", ["scripts/check-bundle.ts"]),
    remedy: "`npx wrangler check startup` writes a profile of the start; a large part is often a new dependency.",
  },
};

const { positionals } = parseArgs({ allowPositionals: true });
const names = positionals.length > 0 ? positionals : Object.keys(checks);
for (const name of names) {
  const check = checks[name];
  if (check === undefined) {
    console.error(`There is no check "${name}", only ${Object.keys(checks).join(", ")}.`);
    process.exitCode = 2;
    continue;
  }
  const outcome = check.passes();
  if (typeof outcome === "object") {
    console.error(`check ${name}: NOT KNOWN. ${outcome.unknown}`);
  } else if (outcome) {
    console.log(`check ${name}: passed`);
  } else {
    console.error(`check ${name}: FAILED. ${check.remedy}`);
    process.exitCode = 1;
  }
}
