/**
 * Writes the first lines of a program per language into docs/quick-start.md, from those of the endpoint's own page. With
 * `--check` it writes nothing, and fails when the document differs.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { snippets } from "../src/models/pages/snippets.ts";
import { withSection } from "./sections.ts";

const fences: Readonly<Record<string, string>> = {
  Web: "js",
  "Node.js, Deno, Bun": "js",
  Python: "python",
  PHP: "php",
  Ruby: "ruby",
  Go: "go",
  Swift: "swift",
  "Dart, Flutter": "dart",
  "Kotlin, Android": "kotlin",
  ".NET": "csharp",
  "Command line": "sh",
};

const content = snippets({ endpoint: "http://localhost:8787/v1", projectId: "rollcall" })
  .map(({ code, language }) => `### ${language}\n\n\`\`\`${fences[language] ?? "text"}\n${code}\n\`\`\``)
  .join("\n\n");

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const path = join(import.meta.dirname, "../docs/quick-start.md");
const document = await readFile(path, "utf8");
const updated = withSection(document, "snippets", content);
if (values.check && updated !== document) {
  console.error("The snippets in docs/quick-start.md are out of date.");
  process.exitCode = 1;
} else if (updated !== document) {
  await writeFile(path, updated);
}
