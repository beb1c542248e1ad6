/**
 * Writes the table of endpoints into README.md, from the declarations that route and validate. With `--check` it writes
 * nothing, and fails when the table is not what it would write.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { endpointTable } from "./readme/endpoint-table.ts";
import { withSection } from "./sections.ts";
import "./worker-modules.ts";

const { endpoints } = await import("../src/app.ts");
const { openApiDocument } = await import("../src/http/openapi.ts");

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const path = join(import.meta.dirname, "../README.md");
const readme = await readFile(path, "utf8");
const updated = withSection(readme, "endpoints", await endpointTable(openApiDocument(endpoints)));
if (values.check && updated !== readme) {
  console.error("The table of endpoints in README.md is out of date.");
  process.exitCode = 1;
} else if (updated !== readme) {
  await writeFile(path, updated);
}
