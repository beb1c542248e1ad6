/**
 * Writes docs/prices.md from the budgets and the published prices. With `--check` it writes nothing, and fails when the
 * document is out of date.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readBudgets } from "./prices/budgets.ts";
import { priceList } from "./prices/table.ts";
import { refuse } from "./refuse.ts";
import { root } from "./tool.ts";
import "./worker-modules.ts";

const { endpoints } = await import("../src/app.ts");

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const path = join(root, "docs/prices.md");
const list = await priceList(endpoints, await readBudgets(endpoints.map(({ id }) => id)));
if (!list.ok) refuse(list.error);
if (!values.check) await writeFile(path, list.value);
else if ((await readFile(path, "utf8")) !== list.value) refuse("docs/prices.md is out of date.");
