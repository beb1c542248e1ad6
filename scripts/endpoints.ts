/**
 * Writes the table of endpoints into docs/endpoints.md, from the declarations that route and validate. With `--check`
 * it writes nothing, and fails when the table is out of date.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { endpointTable } from "./endpoints/table.ts";
import { withSection } from "./sections.ts";
import "./worker-modules.ts";

const { endpoints } = await import("../src/app.ts");
const { openApiDocument } = await import("../src/http/openapi.ts");

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const path = join(import.meta.dirname, "../docs/endpoints.md");
const document = await readFile(path, "utf8");
const updated = withSection(document, "endpoints", await endpointTable(openApiDocument(endpoints)));
if (values.check && updated !== document) {
  console.error("The table of endpoints in docs/endpoints.md is out of date.");
  process.exitCode = 1;
} else if (updated !== document) {
  await writeFile(path, updated);
}
