/**
 * Writes the picture of the layers and the ranks of the entities into docs/architecture.md, from scripts/lint/layers.ts.
 * With `--check` it writes nothing, and fails when the page is not what it would write.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pictureOf, ranksOf } from "./architecture/picture.ts";
import { entityRanks, layers } from "./lint/layers.ts";
import { refuse } from "./refuse.ts";
import { withSection } from "./sections.ts";
import { root } from "./tool.ts";

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const path = join(root, "docs/architecture.md");
const page = await readFile(path, "utf8");
const updated = withSection(withSection(page, "layers", pictureOf(layers)), "entities", ranksOf(entityRanks));
if (!values.check) await writeFile(path, updated);
else if (updated !== page) refuse("The layers in docs/architecture.md are not those of scripts/lint/layers.ts.");
