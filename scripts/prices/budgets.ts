/** The budgets of the operations, from their cases. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import type { Budget } from "../../test/harness/cases/case.ts";
import { keyOf } from "../../test/harness/cases/files.ts";
import { root } from "../tool.ts";

const counts = v.array(v.number());

/** The exports of a case file that are about costs. */
const caseFile = v.object({
  operation: v.object({
    budget: v.object({
      statements: counts,
      afterwards: v.optional(counts, []),
      rowsRead: v.number(),
      rowsWritten: v.number(),
      kv: v.optional(v.array(v.string()), []),
    }),
  }),
});

/**
 * Reads the case files.
 * @param ids of operations
 * @returns the budgets by these ids, without those of operations that have no case
 */
export async function readBudgets(ids: readonly string[]): Promise<Readonly<Record<string, Budget>>> {
  const folder = join(root, "test/cases");
  const budgets = new Map<string, Budget>();
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith(".ts")) continue;
    const path = join(folder, name);
    budgets.set(keyOf(path), v.parse(caseFile, await import(path)).operation.budget);
  }
  return Object.fromEntries(
    ids.flatMap((id): [string, Budget][] => {
      const budget = budgets.get(keyOf(id));
      return budget === undefined ? [] : [[id, budget]];
    }),
  );
}
